import { adminApi } from "../../../core/admin-api.js";
import { adminLive } from "../../../core/admin-live.js";
import { announce, h, setText, useStyles } from "../../../core/dom.js";
import { hasRoute } from "../../../core/features.js";
import { statusWords } from "../../../core/order-words.js";
import { productNames } from "../../../core/product-names.js";
import { Screen } from "../../../core/screen.js";
import { isTyping } from "../../../core/shortcuts.js";
import { timeElement } from "../../../core/time.js";
import { copyButton } from "../../../parts/copy-button.js";
import { facts } from "../../../parts/facts.js";
import { icon } from "../../../parts/icon.js";
import { StatusChip } from "../../../parts/status-chip.js";
import { emptyPanel, skeletonRows, ViewState } from "../../../parts/view-state.js";
import { customerLink } from "../control-orders/order-columns.js";
import { flowLanes } from "./flow-lanes.js";
import { orderActions } from "./order-actions.js";
import { orderEvents } from "./order-events.js";
import { goodsLevels, orderGoods } from "./order-goods.js";
import { orderMessages } from "./order-messages.js";
import { orderMoney } from "./order-money.js";
import { OrderNotes } from "./order-notes.js";
import { changesBetween, TimeSlider } from "./time-slider.js";

await useStyles(import.meta.url, ["./control-order.css", "./flow-lanes.css", "../../../parts/json-tree.css",
  "../control-orders/control-orders.css"]);

const COALESCE_MS = 250;
const KEYS = { s: "ship", c: "cancel" };

/** One order with everything that is known about it, now and at any moment of its past. */
class ControlOrderScreen extends Screen {
  #order = null;
  #now = null;
  #events = [];
  #levels = new Map();
  #payment = null;
  #at = null;
  #timer = 0;

  #view = new ViewState(skeletonRows(10));
  #title = h("h1", { tabindex: -1 }, "Order");
  #chip = h("span", {});
  #actions = h("div", { class: "head-tools" });
  #meta = h("p", { class: "soft small" });
  #slider = new TimeSlider();
  #notes = new OrderNotes();
  #parts = Object.fromEntries(["flow", "goods", "money", "ship", "events", "messages"]
    .map((name) => [name, h("div", { class: "stack" })]));
  #messages = section("Notifications", this.#parts.messages);
  #layout = h("div", { class: "stack" }, this.#slider.element, h("div", { class: "columns" },
    h("div", { class: "stack" }, section("Flow", this.#parts.flow), section("Items", this.#parts.goods),
      section("Events", this.#parts.events)),
    h("div", { class: "stack" }, section("Money", this.#parts.money), section("Customer and parcel", this.#parts.ship),
      section("Notes", this.#notes.element), this.#messages)));

  start() {
    this.heading = "Order";
    this.#at = this.query.get("at");
    this.show(h("div", { class: "screen-head" },
      h("div", {}, h("div", { class: "row" }, h("a", { href: "/admin/orders", class: "button quiet icon-only",
        "aria-label": "All orders" }, icon("back")),
        this.#title, this.#chip), this.#meta), this.#actions), this.#view.element);
    this.#messages.hidden = true;
    this.listen(this.#slider, "move", ({ detail }) => this.#travel(detail));
    this.listen(this.#notes.element, "added", () => this.#load());
    this.listen(document, "keydown", (event) => this.#key(event));
    adminLive.subscribe("orders", { filter: { order_id: this.params.id } }, this.signal, (message) => {
      if (message.type === "order.update" && message.order_id === this.params.id) this.#loadSoon();
    });
    this.ready = this.#view.run(() => this.#load(), this.signal).then(() => this.#explainMissing());
  }

  async #load() {
    const { id } = this.params;
    const [order, events] = await Promise.all([adminApi.order(id, {}, this.signal),
      adminApi.orderEvents(id, this.signal)]);
    const before = this.#now;
    this.#now = order;
    this.#events = events.data;
    this.#payment = order.payment_id ? await adminApi.payment(order.payment_id, this.signal).catch(() => null) : null;
    const flow = await hasRoute("/flows/{order_id}") ? await adminApi.flow(id, this.signal).catch(() => null) : null;
    this.#parts.flow.replaceChildren(flowLanes(this.#events, flow));
    this.#parts.events.replaceChildren(orderEvents(this.#events));
    this.#slider.show(this.#events, this.#at);
    if (this.#at) await this.#travel(this.#at);
    else this.#paint(order);
    if (before && before.status !== order.status) announce(`${order.order_number}: ${statusWords(order.status).label}`);
    this.#lookAround(order);
    return this.#layout;
  }

  #loadSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => !this.signal.aborted && this.#view.run(() => this.#load(), this.signal),
      COALESCE_MS);
  }

  /** Names of products, stock and messages come a moment later and change nothing else. */
  async #lookAround(order) {
    const [levels, messages] = await Promise.all([goodsLevels(order, this.signal), orderMessages(order, this.signal),
      productNames.load(order.items.map((item) => item.product_id), this.signal)]);
    if (this.signal.aborted) return;
    this.#levels = levels;
    this.#parts.goods.replaceChildren(orderGoods(this.#order, levels));
    this.#messages.hidden = !messages;
    this.#parts.messages.replaceChildren(messages ?? "");
  }

  async #travel(at) {
    this.#at = at;
    const query = new URLSearchParams(at ? { at } : {});
    this.router.setQuery(query);
    if (!at) {
      this.#paint(this.#now);
      return;
    }
    try {
      const before = this.#slider.before(at);
      const [then, earlier] = await Promise.all([adminApi.order(this.params.id, { at }, this.signal),
        before ? adminApi.order(this.params.id, { at: before }, this.signal) : null]);
      if (this.#at !== at) return;
      this.#paint(then);
      this.#slider.changes = before ? changesBetween(earlier, then) : ["placed"];
    } catch (problem) {
      if (this.signal.aborted) return;
      this.#view.fail(problem, () => this.#travel(at));
    }
  }

  #paint(order) {
    this.#order = order;
    const isNow = order === this.#now;
    this.heading = `${order.order_number} · ${statusWords(order.status).label}`;
    setText(this.#title, order.order_number);
    const chip = this.#chip.firstChild;
    if (chip) chip.status = order.status;
    else this.#chip.append(StatusChip.create(order.status));
    this.#meta.replaceChildren("Placed ", timeElement(order.created_at), ` · version ${order.version} · `,
      h("span", { class: "mono" }, order.order_id), copyButton(order.order_id, "order id"));
    this.#actions.replaceChildren(...(isNow ? orderActions(order, (fresh) => this.#changed(fresh)) : []));
    this.#parts.goods.replaceChildren(orderGoods(order, this.#levels));
    this.#parts.money.replaceChildren(...orderMoney(order, order.payment_id ? this.#payment : null,
      () => this.#loadSoon()).filter(Boolean));
    this.#parts.ship.replaceChildren(parcel(order));
    this.#notes.show(this.#now);
  }

  #changed(order) {
    if (!order?.version) return;
    this.#now = { ...this.#now, ...order };
    this.#paint(this.#now);
    this.#loadSoon();
  }

  #explainMissing() {
    if (this.#order || this.signal.aborted || !this.querySelector(".problem-panel h2")?.textContent.match(
      /order/i)) return;
    setText(this.#title, "Order not found");
    this.#view.show(emptyPanel("receipt", "There is no such order", "Its number or id may be mistyped.",
      h("a", { class: "button", href: "/admin/orders" }, "All orders")));
  }

  #key(event) {
    if (isTyping(event) || !this.#now) return;
    if (event.key === "n") this.#notes.focus();
    else if (event.key === "[" || event.key === "]") this.#step(event.key === "[");
    else if (KEYS[event.key]) this.#actions.querySelector(`[data-action=${KEYS[event.key]}]`)?.click();
    else return;
    event.preventDefault();
  }

  /** The order placed next, or the one before. */
  async #step(isNewer) {
    const { created_at: at, order_id: id } = this.#now;
    const next = new Date(Date.parse(at) + 1).toISOString();
    const query = isNewer ? { created_after: at, sort: "created_at" } : { created_before: next, sort: "-created_at" };
    const { data } = await adminApi.orders({ ...query, page_size: 10 }, this.signal).catch(() => ({ data: [] }));
    const ids = data.map(({ order_id: each }) => each);
    const other = ids[ids.indexOf(id) + 1];
    if (other) this.router.go(`/admin/orders/${other}`);
    else announce(isNewer ? "This is the newest order" : "This is the oldest order");
  }
}

function section(title, body) {
  return h("section", { class: "panel" }, h("h2", {}, title), body);
}

function parcel(order) {
  const { shipping_address: address, shipping, failure } = order;
  return facts([
    ["Customer", customerLink(order)],
    ["Address", address ? h("address", {}, [address.street, [address.city, address.state, address.zip]
      .filter(Boolean).join(" "), address.country]
      .filter(Boolean).flatMap((line) => [line, h("br")])) : "None given"],
    ["Carrier", shipping?.carrier],
    ["Tracking", shipping?.tracking_number ? h("span", { class: "mono" }, shipping.tracking_number) : null,
      shipping?.tracking_number ? copyButton(shipping.tracking_number, "tracking number") : null],
    ["Shipped", shipping?.shipped_at ? timeElement(shipping.shipped_at) : null],
    ["Delivered", shipping?.delivered_at ? timeElement(shipping.delivered_at) : null],
    ["Cancelled by", order.cancelled_by], ["Reason", order.cancel_reason],
    ["Failure", failure ? `${failure.code}${failure.stage ? ` at ${failure.stage}` : ""}${failure.message
      ? `: ${failure.message}` : ""}` : null],
  ].filter(([, value]) => value));
}

customElements.define("control-order-screen", ControlOrderScreen);
