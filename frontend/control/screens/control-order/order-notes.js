import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { timeElement } from "../../../core/time.js";
import { problemNotice } from "../../../parts/problem-panel.js";

/** Notes about an order, and a place to write one. What is being typed stays when the order changes. */
export class OrderNotes {
  #list = h("ul", { class: "notes" });
  #text = h("textarea", { "aria-label": "A note", placeholder: "A note for colleagues …", maxlength: 2000, rows: 2 });
  #visible = h("input", { type: "checkbox" });
  #notice = h("div", {});
  #button = h("button", { type: "submit", class: "button small" }, "Add note");
  element = h("div", { class: "stack" }, this.#list, h("form",
    { class: "note-form", onsubmit: (event) => this.#send(event) },
    this.#notice, this.#text, h("div", { class: "row" },
      h("label", { class: "modal-check small" }, this.#visible, "For the customer, too"), this.#button)));
  #orderId = null;

  show(order) {
    this.#orderId = order.order_id;
    this.#list.replaceChildren(...(order.notes ?? []).map((note) => h("li", {}, h("p", {}, note.text),
      h("p", { class: "soft small" }, timeElement(note.created_at, "brief"), note.visible_to_customer
        ? " · for the customer" : ""))));
  }

  focus() {
    this.#text.focus();
  }

  async #send(event) {
    event.preventDefault();
    const text = this.#text.value.trim();
    if (!text || this.#button.disabled) return;
    this.#button.disabled = true;
    this.#notice.replaceChildren();
    try {
      await adminApi.addNote(this.#orderId, { text, visible_to_customer: this.#visible.checked });
      this.#text.value = "";
      this.element.dispatchEvent(new Event("added", { bubbles: true }));
    } catch (problem) {
      this.#notice.replaceChildren(problemNotice(problem));
    } finally {
      this.#button.disabled = false;
    }
  }
}
