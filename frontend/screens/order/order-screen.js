import { api } from "../../core/api.js";
import { callAttention } from "../../core/attention.js";
import { h, setText, useStyles } from "../../core/dom.js";
import { live } from "../../core/live.js";
import { orderCache } from "../../core/order-cache.js";
import { isAhead, isSettled, statusWords } from "../../core/order-words.js";
import { productNames } from "../../core/product-names.js";
import { Screen } from "../../core/screen.js";
import { session } from "../../core/session.js";
import { timeElement } from "../../core/time.js";
import { copyButton } from "../../parts/copy-button.js";
import { icon } from "../../parts/icon.js";
import { problemNotice, problemPanel, retryButton } from "../../parts/problem-panel.js";
import { cancelDialog } from "./cancel-dialog.js";
import { OrderActions } from "./order-actions.js";
import { OrderHero } from "./order-hero.js";
import { orderItems } from "./order-items.js";
import { orderNotes } from "./order-notes.js";
import { orderShipping } from "./order-shipping.js";
import { OrderTimeline } from "./order-timeline.js";

await useStyles(import.meta.url, [
  "./order-screen.css", "./order-progress.css", "./order-timeline.css", "./order-items.css", "./cancel-dialog.css",
  "./receipt.css",
]);

const COALESCE_MS = 250;
const POLL_EVERY_S = 5;

/** One order, followed live: where it is, how it got there, what is in it and what can still be done. */
class OrderScreen extends Screen {
  #order = null;
  #events = [];
  #payment = null;
  #refreshTimer = 0;
  #loading = null;
  #missing = false;

  #title = h("h1", { tabindex: -1 }, "Order");
  #copy = h("span");
  #meta = h("p", { class: "soft" });
  #notice = h("div", { class: "order-notice" });
  #hero = new OrderHero();
  #timeline = new OrderTimeline();
  #shipping = h("section", { class: "panel", "aria-labelledby": "shipping-heading" });
  #items = h("section", { class: "panel", "aria-labelledby": "items-heading" });
  #notes = h("section", { class: "panel", "aria-labelledby": "notes-heading", hidden: true });
  // Cancelling takes an account; a guest asks the shop.
  #actions = new OrderActions({ onCancel: session.user ? () => this.#cancel() : null });
  #layout = h("div", { class: "order-layout" });

  start() {
    this.heading = "Order";
    this.show(
      h("p", { class: "order-back" }, session.user ? h("a", { href: "/orders" }, icon("back"), "Your orders")
        : h("a", { href: "/" }, icon("back"), "Catalogue")),
      h("div", { class: "screen-head" },
        h("div", {}, h("div", { class: "order-title" }, this.#title, this.#copy), this.#meta), this.#actions.element),
      this.#notice, this.#layout);
    const known = orderCache.get(this.params.id);
    if (known) this.#take(known);
    else this.#layout.replaceChildren(skeleton());
    this.listen(live, "order", ({ detail }) => this.#receive(detail));
    this.listen(live, "resync", () => this.#refreshSoon());
    this.listen(window, "online", () => this.#refreshSoon());
    this.every(POLL_EVERY_S, () => {
      if (live.state !== "live" && this.#order && !isSettled(this.#order.status)) this.#refreshSoon();
    });
    this.ready = this.#load();
  }

  /** Order and events together; a call while one is running is served by one more run after it. */
  async #load() {
    if (this.#loading) {
      this.#refreshSoon();
      return;
    }
    const id = this.params.id;
    this.#loading = Promise.all([api.order(id, this.signal), api.orderEvents(id, this.signal)]);
    try {
      const [order, events] = await this.#loading;
      this.#events = events.data;
      this.#notice.replaceChildren();
      this.#take(order);
      await this.#loadDetails(order);
    } catch (problem) {
      if (!this.signal.aborted) this.#fail(problem);
    } finally {
      this.#loading = null;
    }
  }

  /** What the order only names: its products, its payment. Without them the page is complete enough. */
  async #loadDetails(order) {
    const [learnt, payment] = await Promise.all([
      productNames.load(order.items.map((item) => item.product_id), this.signal),
      order.payment_id ? api.payment(order.payment_id, this.signal).catch(() => null) : null,
    ]);
    if (this.signal.aborted) return;
    const isNews = JSON.stringify(payment) !== JSON.stringify(this.#payment);
    this.#payment = payment;
    if (learnt || isNews) this.#paint();
  }

  #refreshSoon() {
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = setTimeout(() => {
      if (!this.signal.aborted && !this.#missing) this.#load();
    }, COALESCE_MS);
  }

  #fail(problem) {
    const retry = () => this.#load();
    if (this.#order) {
      // The pill says it already when only the connection is gone.
      if (!problem.isConnection) this.#notice.replaceChildren(problemNotice(problem, retryButton(problem, retry)));
      return;
    }
    if (problem.status !== 404) {
      this.#layout.replaceChildren(problemPanel(problem, { onRetry: retry }));
      return;
    }
    this.#missing = true;
    this.heading = "Order not found";
    setText(this.#title, "Order not found");
    this.#layout.replaceChildren(h("div", { class: "empty" }, icon("receipt"),
      h("p", {}, "There is no such order in your account. It may belong to another one."),
      h("a", { class: "button", href: "/orders" }, "Your orders")));
  }

  /** What a message knows shows at once; the rest (times, failure, refund) follows with the refetch. */
  #receive(message) {
    if (message.order_id !== this.params.id) return;
    if (this.#order) {
      const { carrier, tracking_number: tracking, estimated_delivery: estimated } = message.data ?? {};
      const shipping = tracking
        ? { ...this.#order.shipping, carrier, tracking_number: tracking, estimated_delivery: estimated }
        : this.#order.shipping;
      this.#take({ ...this.#order, status: message.status, shipping, updated_at: message.timestamp }, message.message);
    }
    this.#refreshSoon();
  }

  #take(order, message = "") {
    const before = this.#order;
    // An answer that left the server before the last message arrived must not turn the page back.
    if (before && isAhead(before.status, order.status)) return;
    this.#order = order;
    orderCache.put(order);
    this.#paint(message);
    if (before && before.status !== order.status) callAttention();
  }

  #paint(message = "") {
    const order = this.#order;
    const number = order.order_number ?? order.order_id.slice(0, 8);
    this.heading = `${statusWords(order.status).label} · ${number}`;
    setText(this.#title, `Order ${number}`);
    if (this.#meta.childNodes.length === 0) {
      this.#meta.append("Placed ", timeElement(order.created_at));
      this.#copy.append(copyButton(order.order_number ?? order.order_id, "order number"));
    }
    this.#hero.update(order, this.#events, message);
    this.#timeline.update(this.#events);
    repaint(this.#shipping, [order.shipping, order.status, this.#payment], () => orderShipping(order, this.#payment));
    repaint(this.#items, order.items.map((item) => productNames.get(item.product_id)), () => orderItems(order));
    this.#notes.hidden = !order.notes?.length;
    if (order.notes?.length) repaint(this.#notes, order.notes, () => orderNotes(order.notes));
    this.#actions.update(order);
    if (!this.#hero.element.isConnected) {
      this.#layout.replaceChildren(this.#hero.element,
        h("div", { class: "order-columns" },
          h("div", { class: "order-column" }, this.#items, this.#shipping, this.#notes),
          this.#timeline.element));
    }
  }

  async #cancel() {
    const cancelled = await cancelDialog(this.#order);
    if (this.signal.aborted) return;
    if (cancelled) this.#take(cancelled);
    this.#refreshSoon();
    if (!this.#actions.element.contains(document.activeElement)) this.#title.focus();
  }
}

/** Rebuilds a section only when what it shows has changed, so that focus and selections inside survive. */
function repaint(section, shown, build) {
  const state = JSON.stringify(shown);
  if (section.dataset.shown === state) return;
  section.dataset.shown = state;
  section.replaceChildren(...build());
}

function skeleton() {
  return h("div", { role: "group", "aria-label": "Loading the order" },
    h("div", { class: "panel" }, h("div", { class: "skeleton block" })),
    h("div", { class: "order-columns" },
      h("div", { class: "panel" }, h("div", { class: "skeleton block" })),
      h("div", { class: "panel" }, h("div", { class: "skeleton block" }))));
}

customElements.define("order-screen", OrderScreen);
