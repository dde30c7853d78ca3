import { h, setText } from "../../core/dom.js";
import { centsFrom, formatMoney } from "../../core/money.js";
import { timeElement } from "../../core/time.js";
import { icon } from "../../parts/icon.js";
import { reorderButton } from "../../parts/reorder-button.js";
import { StatusChip } from "../../parts/status-chip.js";

/** One order in the list: a link as wide as the row, so it can be clicked anywhere and opened in a tab; and again. */
export class OrderRow {
  /** Answers a list item with an `update(order)` method of its own. */
  static create(order) {
    const row = new OrderRow(order);
    row.element.update = (fresh) => row.update(fresh);
    return row.element;
  }

  #chip;
  #total = h("span", { class: "order-total figures" });

  constructor(order) {
    this.#chip = StatusChip.create(order.status);
    this.element = h("li", {},
      h("a", { class: "order-row", href: `/orders/${encodeURIComponent(order.order_id)}` },
        h("span", { class: "order-number" }, order.order_number ?? order.order_id),
        h("span", { class: "order-when soft small" }, timeElement(order.created_at, "brief"), " · ",
          h("span", { class: "order-count" }, itemsInWords(order.items))),
        this.#chip, this.#total, icon("forward")),
      reorderButton(order));
  }

  update(order) {
    this.#chip.status = order.status;
    setText(this.#total, formatMoney(centsFrom(order.total_amount), order.currency));
  }
}

function itemsInWords(items = []) {
  const count = items.reduce((sum, item) => sum + item.quantity, 0);
  return count === 1 ? "1 item" : `${count} items`;
}
