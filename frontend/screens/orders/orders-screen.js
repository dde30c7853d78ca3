import { api } from "../../core/api.js";
import { announce, h, syncList, useStyles } from "../../core/dom.js";
import { live } from "../../core/live.js";
import { orderCache } from "../../core/order-cache.js";
import { isAhead, isSettled, STATUS_NAMES, statusWords } from "../../core/order-words.js";
import { Screen } from "../../core/screen.js";
import { icon } from "../../parts/icon.js";
import { pageNav } from "../../parts/page-nav.js";
import { problemNotice, problemPanel, retryButton } from "../../parts/problem-panel.js";
import { OrderRow } from "./order-row.js";

await useStyles(import.meta.url, ["./orders-screen.css"]);

const PAGE_SIZE = 10;
const COALESCE_MS = 400;
const POLL_EVERY_S = 10;

/** The customer's orders, newest first. Rows change in place as messages arrive. */
class OrdersScreen extends Screen {
  #page = 1;
  #status = "";
  #orders = [];
  #answer = null;
  #request = null;
  #refreshTimer = 0;
  #frame = 0;
  #changed = new Map();

  #select = h("select", { id: "status-filter", onchange: () => this.#filter() },
    h("option", { value: "" }, "All orders"),
    STATUS_NAMES.map((status) => h("option", { value: status }, statusWords(status).label)));
  #filterBar = h("div", { class: "orders-filter" },
    h("label", { for: "status-filter", class: "small soft" }, "Show"), this.#select);
  #notice = h("div", { class: "orders-notice" });
  #body = h("div");
  #list = h("ul", { class: "order-list" });

  start() {
    this.heading = "Your orders";
    this.#page = Math.max(1, Number.parseInt(this.query.get("page"), 10) || 1);
    this.#status = STATUS_NAMES.includes(this.query.get("status")) ? this.query.get("status") : "";
    this.#select.value = this.#status;
    this.show(
      h("div", { class: "screen-head" },
        h("h1", { tabindex: -1 }, "Your orders"),
        this.#filterBar),
      this.#notice, this.#body);
    this.#body.replaceChildren(skeletons());
    this.listen(live, "order", ({ detail }) => this.#receive(detail));
    this.listen(live, "resync", () => this.#refreshSoon());
    this.listen(window, "online", () => this.#refreshSoon());
    this.every(POLL_EVERY_S, () => {
      if (live.state !== "live" && this.#orders.some((order) => !isSettled(order.status))) this.#refreshSoon();
    });
    this.ready = this.#load();
  }

  #filter() {
    const status = this.#select.value;
    this.router.go(status ? `/orders?status=${status}` : "/orders").then(() => {
      document.querySelector("#status-filter")?.focus();
    });
  }

  /** A failure shows where the list would be, or above it when there is something to keep. */
  async #load() {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    try {
      const signal = AbortSignal.any([request.signal, this.signal]);
      const answer = await api.orders({ page: this.#page, pageSize: PAGE_SIZE, status: this.#status }, signal);
      this.#answer = answer;
      this.#orders = answer.data.map((order) => keepAhead(order));
      for (const order of this.#orders) orderCache.put(order);
      this.#notice.replaceChildren();
      this.#paint();
    } catch (problem) {
      if (request.signal.aborted || this.signal.aborted) return;
      const retry = () => this.#load();
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
      if (this.#page === 1 && !this.#status) this.#refreshSoon();
      return;
    }
    order.status = message.status;
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
    this.#filterBar.hidden = this.#orders.length === 0 && !this.#status && this.#page === 1;
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

  #href(page) {
    const query = new URLSearchParams();
    if (this.#status) query.set("status", this.#status);
    if (page > 1) query.set("page", page);
    const text = query.toString();
    return text ? `/orders?${text}` : "/orders";
  }

  #empty() {
    if (this.#status || this.#page > 1) {
      return h("div", { class: "empty" }, icon("search"), h("h2", {}, "Nothing here"),
        h("p", {}, this.#status ? `None of your orders is “${statusWords(this.#status).label}” right now.`
          : "You have fewer orders than that."),
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
