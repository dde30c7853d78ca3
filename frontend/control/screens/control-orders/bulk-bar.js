import { adminApi } from "../../../core/admin-api.js";
import { bulk } from "../../../core/bulk.js";
import { announce, h, setText } from "../../../core/dom.js";
import { isCancellable } from "../../../core/order-words.js";
import { FormField, needed } from "../../../parts/form-field.js";
import { icon } from "../../../parts/icon.js";
import { ask, openModal } from "../../../parts/modal.js";
import { shipDialog } from "./ship-dialog.js";

const TYPED_FROM = 20;

/** What can be done to several chosen orders at once. */
export class BulkBar extends EventTarget {
  #text = h("strong", { class: "figures" });
  #cancel = h("button", { type: "button", class: "button small", onclick: () => this.#cancelAll() }, icon("ban"),
    "Cancel");
  #ship = h("button", { type: "button", class: "button small", onclick: () => this.#shipAll() }, icon("truck"), "Ship");
  #deliver = h("button", { type: "button", class: "button small", onclick: () => this.#deliverAll() }, icon("home"),
    "Mark delivered");
  #clear = h("button", { type: "button", class: "link-button small",
    onclick: () => this.dispatchEvent(new Event("clear")) }, "Clear");
  element = h("div", { class: "bulk-bar", role: "toolbar", "aria-label": "Chosen orders", hidden: true },
    this.#text, this.#cancel, this.#ship, this.#deliver, this.#clear);
  #orders = [];
  #onDone;

  constructor(onDone) {
    super();
    this.#onDone = onDone;
  }

  show(orders) {
    this.#orders = orders;
    this.element.hidden = orders.length === 0;
    setText(this.#text, `${orders.length} chosen`);
    offer(this.#cancel, this.#cancellable.length, "None of them can be cancelled any more");
    offer(this.#ship, this.#packed.length, "Only packed orders can be shipped");
    offer(this.#deliver, this.#shipped.length, "Only shipped orders can be delivered");
  }

  get #cancellable() {
    return this.#orders.filter(({ status }) => isCancellable(status));
  }

  get #packed() {
    return this.#orders.filter(({ status }) => status === "fulfilled");
  }

  get #shipped() {
    return this.#orders.filter(({ status }) => status === "shipped");
  }

  #cancelAll() {
    const orders = this.#cancellable;
    const reason = FormField.create({ name: "reason", label: "Reason", type: "text", maxlength: 500,
      hint: "Customers see it.", check: needed("Say why, the customers see it.") });
    ask({
      title: `Cancel ${orders.length} order${orders.length === 1 ? "" : "s"}`, danger: true, action: "Cancel them",
      text: "Stock goes back and what was paid is refunded. This cannot be undone.",
      fields: [reason], typed: orders.length > TYPED_FROM ? "cancel" : "",
      run: async (values) => this.#run(orders, (order) => adminApi.cancelOrder(order.order_id, values.reason),
        "cancelled"),
    });
  }

  #deliverAll() {
    const orders = this.#shipped;
    ask({
      title: `${orders.length} arrived`, action: "Mark delivered",
        text: "The customers are told that their parcels have arrived.",
      run: async () => this.#run(orders, (order) => adminApi.changeOrder(order, { status: "delivered" }), "delivered"),
    });
  }

  #shipAll() {
    shipDialog(this.#packed, (orders, parcels) =>
      this.#run(orders, (order) => adminApi.changeOrder(order, { status: "shipped", ...parcels.get(order.order_id) }),
        "shipped"));
  }

  async #run(orders, each, word) {
    const progress = h("progress", { max: orders.length, value: 0 });
    const text = h("p", { role: "status" }, `0 of ${orders.length}`);
    const stopper = new AbortController();
    const dialog = openModal({ title: "Working", body: h("div", { class: "stack" }, progress, text),
      onClose: () => stopper.abort() });
    const result = await bulk(orders, each, { signal: stopper.signal, onProgress: (finished, seconds) => {
      progress.value = finished;
      setText(text, seconds > 0 ? `${finished} of ${orders.length}, going on in ${seconds} s`
        : `${finished} of ${orders.length}`);
    } });
    dialog.close();
    this.dispatchEvent(new Event("clear"));
    announce(`${result.done.length} ${word}`);
    if (result.refused.length > 0) showRefusals(result, word);
    this.#onDone();
  }
}

function offer(button, number, why) {
  button.disabled = number === 0;
  button.title = number === 0 ? why : "";
}

function showRefusals({ done, refused }, word) {
  openModal({ title: `${done.length} ${word}, ${refused.length} refused`, body: h("ul", { class: "refusals" },
    refused.map(({ item, problem }) => h("li", {}, h("a", { href: `/admin/orders/${item.order_id}` },
      item.order_number), " ",
      problem.detail || problem.title))) });
}
