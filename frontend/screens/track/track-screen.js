import { api } from "../../core/api.js";
import { callAttention } from "../../core/attention.js";
import { countryName } from "../../core/countries.js";
import { h, setText, useStyles } from "../../core/dom.js";
import { isAhead, isSettled, statusWords, STEPS } from "../../core/order-words.js";
import { Screen } from "../../core/screen.js";
import { dateInWords, timeElement } from "../../core/time.js";
import { followTracking } from "../../core/tracking-live.js";
import { copyButton } from "../../parts/copy-button.js";
import { icon } from "../../parts/icon.js";
import { problemNotice, problemPanel, retryButton } from "../../parts/problem-panel.js";
import { productPicture } from "../../parts/product-picture.js";
import { OrderHero } from "../order/order-hero.js";

await useStyles(import.meta.url, [
  "../order/order-screen.css", "../order/order-progress.css", "../order/order-items.css", "../order/receipt.css",
]);

const COALESCE_MS = 250;
const POLL_EVERY_S = 10;

/** One order for whoever has its link: where it is and what is in it, without prices and street. */
class TrackScreen extends Screen {
  #order = null;
  #state = "connecting";
  #timer = 0;

  #title = h("h1", { tabindex: -1 }, "Order");
  #meta = h("p", { class: "soft" });
  #notice = h("div", { class: "order-notice" });
  #hero = new OrderHero();
  #facts = h("section", { class: "panel", "aria-labelledby": "delivery-heading" });
  #items = h("section", { class: "panel", "aria-labelledby": "items-heading" });
  #layout = h("div", { class: "order-layout" });

  start() {
    this.heading = "Track an order";
    this.show(h("div", { class: "screen-head" }, h("div", {}, this.#title, this.#meta)), this.#notice, this.#layout);
    this.#layout.replaceChildren(h("div", { class: "panel" }, h("div", { class: "skeleton block" })));
    this.listen(window, "online", () => this.#loadSoon());
    this.every(POLL_EVERY_S, () => {
      if (this.#state !== "live" && this.#order && !isSettled(this.#order.status)) this.#loadSoon();
    });
    this.ready = this.#load();
  }

  async #load() {
    try {
      const order = await api.tracked(this.params.token, this.signal);
      const isFirst = this.#order === null;
      this.#notice.replaceChildren();
      this.#take(order);
      if (isFirst) followTracking(this.params.token, this.signal, (type, detail) => this.#hear(type, detail));
    } catch (problem) {
      if (!this.signal.aborted) this.#fail(problem);
    }
  }

  #loadSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.signal.aborted) this.#load();
    }, COALESCE_MS);
  }

  #hear(type, detail) {
    if (type === "status") this.#state = detail.state;
    if (type === "order") {
      this.#take({ ...this.#order, status: detail.status, updated_at: detail.timestamp }, detail.message);
    }
    if (type !== "status") this.#loadSoon();
  }

  #fail(problem) {
    const retry = () => this.#load();
    if (this.#order) {
      if (!problem.isConnection) this.#notice.replaceChildren(problemNotice(problem, retryButton(problem, retry)));
    } else if (problem.status === 404 || problem.status === 410) {
      this.heading = "Link not valid";
      setText(this.#title, "This link leads to no order");
      this.#layout.replaceChildren(h("div", { class: "empty" }, icon("receipt"),
        h("p", {}, "It may be mistyped, or it is too old: links work until some time after an order has ended."),
        h("a", { class: "button", href: "/" }, "Go to the shop")));
    } else {
      this.#layout.replaceChildren(problemPanel(problem, { onRetry: retry }));
    }
  }

  #take(order, message = "") {
    const before = this.#order;
    if (before && isAhead(before.status, order.status)) return;
    this.#order = order;
    this.heading = `${statusWords(order.status).label} · ${order.order_number}`;
    setText(this.#title, `Order ${order.order_number}`);
    this.#meta.replaceChildren("Placed ", timeElement(order.created_at));
    this.#hero.update(order, order.steps.map(stepEvent), message);
    this.#facts.replaceChildren(...facts(order));
    this.#items.replaceChildren(...items(order));
    if (!this.#hero.element.isConnected) {
      this.#layout.replaceChildren(this.#hero.element,
        h("div", { class: "order-columns" }, this.#items, this.#facts));
    }
    if (before && before.status !== order.status) callAttention();
  }
}

/** A step as the event that the progress bar looks for. */
function stepEvent({ status, at }) {
  return { event_type: STEPS.find((step) => step.status === status)?.event ?? `order.${status}`, timestamp: at };
}

function items({ items: lines }) {
  return [h("h2", { id: "items-heading" }, "Items"),
    h("ul", { class: "item-list" }, lines.map(({ product_id: id, name, quantity }) => h("li", {},
      h("span", { class: "item-picture" }, productPicture(id, false)),
      h("span", { class: "item-name" }, name),
      h("span", { class: "figures soft" }, `× ${quantity}`))))];
}

function facts({ shipping, status, destination }) {
  const { carrier, tracking_number: number, estimated_delivery: expected, delivered_at: delivered } = shipping ?? {};
  const { city, state, country } = destination ?? {};
  const place = [city, state, countryName(country)].filter(Boolean).join(", ");
  const rows = [
    ["Carrier", carrier],
    ["Tracking number", number && h("span", { class: "tracking" }, h("span", { class: "mono" }, number),
      copyButton(number, "tracking number"))],
    ["Expected", expected && status === "shipped" ? dateInWords(expected) : null],
    ["Delivered", delivered && timeElement(delivered)],
    ["On its way to", place],
  ].filter(([, value]) => value);
  return [h("h2", { id: "delivery-heading" }, "Delivery"),
    rows.length === 0 ? h("p", { class: "soft" }, "Known as soon as the parcel is with the carrier.") : null,
    h("dl", { class: "order-facts" }, rows.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value)))),
  ].filter(Boolean);
}

customElements.define("track-screen", TrackScreen);
