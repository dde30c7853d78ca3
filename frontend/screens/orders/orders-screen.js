import { api } from "../../core/api.js";
import { announce, h, syncList, useStyles } from "../../core/dom.js";
import { live } from "../../core/live.js";
import { orderCache } from "../../core/order-cache.js";
import { isAhead, isSettled, statusWords } from "../../core/order-words.js";
import { Screen } from "../../core/screen.js";
import { ChoiceChips } from "../../parts/choice-chips.js";
import { icon } from "../../parts/icon.js";
import { pageNav } from "../../parts/page-nav.js";
import { problemNotice, problemPanel, retryButton } from "../../parts/problem-panel.js";
import { OrderRow } from "./order-row.js";

await useStyles(import.meta.url, ["./orders-screen.css"]);

const PAGE_SIZE = 10;
const COALESCE_MS = 400;
const POLL_EVERY_S = 10;
const SEARCH_PAUSE_MS = 250;

/** What a customer looks for, and the states that stand for it. */
const GROUPS = [
  { value: "", label: "All", statuses: "" },
  { value: "open", label: "In progress", statuses: "pending,validated,processing,paid,fulfilled" },
  { value: "shipped", label: "On the way", statuses: "shipped" },
  { value: "delivered", label: "Delivered", statuses: "delivered" },
  { value: "cancelled", label: "Cancelled", statuses: "cancelled" },
  { value: "failed", label: "Failed", statuses: "failed" },
];

/** The customer's orders, newest first. Rows change in place as messages arrive. */
class OrdersScreen extends Screen {
  #page = 1;
  #group = GROUPS[0];
  #q = "";
  #orders = [];
  #answer = null;
  #request = null;
  #refreshTimer = 0;
  #searchTimer = 0;
  #frame = 0;
  #changed = new Map();

  #search = h("input", {
    type: "search", name: "q", placeholder: "Order or tracking number", "aria-label": "Search your orders",
    autocomplete: "off", enterkeyhint: "search", maxlength: 100, oninput: () => this.#typed(),
  });
  #chips = ChoiceChips.create({ label: "Show", onChoose: (show) => this.#narrow({ show }) });
  #filterBar = h("div", { class: "orders-filter" }, this.#chips,
    h("form", { class: "search", role: "search", onsubmit: (event) => this.#submitted(event) },
      icon("search"), this.#search));
  #notice = h("div", { class: "orders-notice" });
  #body = h("div");
  #list = h("ul", { class: "order-list" });

  start() {
    this.heading = "Your orders";
    this.#page = Math.max(1, Number.parseInt(this.query.get("page"), 10) || 1);
    this.#group = GROUPS.find(({ value }) => value === this.query.get("show")) ?? GROUPS[0];
    this.#q = this.query.get("q") ?? "";
    this.#search.value = this.#q;
    this.#chips.choices = GROUPS;
    this.#chips.chosen = this.#group.value;
    this.show(
      h("div", { class: "screen-head" }, h("h1", { tabindex: -1 }, "Your orders")),
      this.#filterBar, this.#notice, this.#body);
    this.#body.replaceChildren(skeletons());
    this.listen(live, "order", ({ detail }) => this.#receive(detail));
    this.listen(live, "resync", () => this.#refreshSoon());
    this.listen(window, "online", () => this.#refreshSoon());
    this.every(POLL_EVERY_S, () => {
      if (live.state !== "live" && this.#orders.some((order) => !isSettled(order.status))) this.#refreshSoon();
    });
    this.ready = this.#load();
  }

  #typed() {
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => this.#narrow({ q: this.#search.value }), SEARCH_PAUSE_MS);
  }

  #submitted(event) {
    event.preventDefault();
    clearTimeout(this.#searchTimer);
    this.#narrow({ q: this.#search.value });
  }

  /** Another filter: its address can be shared and gone back to, and what is shown stays until the answer is there. */
  async #narrow({ show = this.#group.value, q = this.#q }) {
    const text = q.trim();
    const group = GROUPS.find(({ value }) => value === show);
    if ((group === this.#group && text === this.#q) || this.signal.aborted) return;
    const isOtherGroup = group !== this.#group;
    this.#group = group;
    this.#q = text;
    this.#page = 1;
    this.#chips.chosen = group.value;
    this.router.setQuery(this.#query(1), { push: isOtherGroup });
    this.#list.setAttribute("aria-busy", "true");
    await this.#load();
    this.#list.removeAttribute("aria-busy");
    if (this.#answer) announce(this.#orders.length === 0 ? "No orders match" : `${this.#orders.length} orders shown`);
  }

  /** A failure shows where the list would be, or above it when there is something to keep; the ribbon says “offline”. */
  async #load() {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    try {
      const signal = AbortSignal.any([request.signal, this.signal]);
      const filter = { status: this.#group.statuses, q: this.#q };
      const answer = await api.orders({ page: this.#page, pageSize: PAGE_SIZE, ...filter }, signal);
      this.#answer = answer;
      this.#orders = answer.data.map((order) => keepAhead(order));
      for (const order of this.#orders) orderCache.put(order);
      this.#notice.replaceChildren();
      this.#paint();
    } catch (problem) {
      if (request.signal.aborted || this.signal.aborted) return;
      const retry = () => this.#load();
      if (this.#answer && problem.isConnection) return;
      if (this.#answer) this.#notice.replaceChildren(problemNotice(problem, retryButton(problem, retry)));
      else this.#body.replaceChildren(problemPanel(problem, { onRetry: retry }));
    } finally {
      if (this.#request === request) this.#request = null;
    }
  }

  #receive(message) {
    const order = this.#orders.find((candidate) => candidate.order_id === message.order_id);
    if (!order) {
      // A new order of ours, placed in another tab or by another client.
      if (this.#page === 1 && !this.#q) this.#refreshSoon();
      return;
    }
    order.status = message.status;
    order.updated_at = message.timestamp;
    orderCache.put(order);
    this.#changed.set(order.order_id, `${order.order_number ?? "Order"}: ${statusWords(order.status).label}`);
    this.#paintSoon();
  }

  /** However many messages arrive, one paint per frame and one announcement. */
  #paintSoon() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
      const texts = [...this.#changed.values()];
      this.#changed.clear();
      announce(texts.length === 1 ? texts[0] : `${texts.length} orders updated`);
    });
  }

  #refreshSoon() {
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = setTimeout(() => {
      if (!this.signal.aborted) this.#load();
    }, COALESCE_MS);
  }

  #paint() {
    if (!this.#answer) return;
    this.#filterBar.hidden = this.#orders.length === 0 && !this.#isNarrowed;
    if (this.#orders.length === 0) {
      this.#body.replaceChildren(this.#empty());
      return;
    }
    syncList(this.#list, this.#orders, {
      key: (order) => order.order_id,
      create: (order) => OrderRow.create(order),
      update: (row, order) => row.update(order),
    });
    const { has_more: hasMore, total } = this.#answer;
    const pages = pageNav({
      page: this.#page, pageSize: PAGE_SIZE, total: total ?? Number.NaN, hasMore, hrefOf: (page) => this.#href(page),
    });
    this.#body.replaceChildren(...[this.#list, pages].filter(Boolean));
  }

  get #isNarrowed() {
    return this.#group.value !== "" || this.#q !== "" || this.#page > 1;
  }

  #query(page) {
    const query = new URLSearchParams();
    if (this.#group.value) query.set("show", this.#group.value);
    if (this.#q) query.set("q", this.#q);
    if (page > 1) query.set("page", page);
    return query;
  }

  #href(page) {
    const text = this.#query(page).toString();
    return text ? `/orders?${text}` : "/orders";
  }

  #empty() {
    if (this.#isNarrowed) {
      const words = this.#q ? `No order of yours fits “${this.#q}”.`
        : this.#group.value ? `None of your orders is ${this.#group.label.toLowerCase()} right now.`
          : "You have fewer orders than that.";
      return h("div", { class: "empty" }, icon("search"), h("h2", {}, "Nothing here"), h("p", {}, words),
        h("a", { class: "button", href: "/orders" }, "Show all orders"));
    }
    return h("div", { class: "empty" }, icon("receipt"), h("h2", {}, "No orders yet"),
      h("p", {}, "Your orders appear here and show their progress as it happens."),
      h("a", { class: "button primary", href: "/" }, "Start shopping"));
  }
}

/** A list read before the last message arrived must not turn a row back. */
function keepAhead(order) {
  const known = orderCache.get(order.order_id);
  return known && isAhead(known.status, order.status) ? { ...order, status: known.status } : order;
}

function skeletons() {
  return h("ul", { class: "order-list", "aria-label": "Loading orders" }, Array.from({ length: 5 }, () =>
    h("li", {}, h("div", { class: "order-row" },
      h("div", { class: "skeleton line half" }), h("div", { class: "skeleton line half" }),
      h("div", { class: "skeleton line" }), h("div", { class: "skeleton line half" })))));
}

customElements.define("orders-screen", OrdersScreen);
