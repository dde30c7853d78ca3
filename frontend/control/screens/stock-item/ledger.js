import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { agoElement } from "../../../core/time.js";
import { DataTable } from "../../../parts/data-table.js";
import { emptyPanel, ViewState } from "../../../parts/view-state.js";

const KINDS = { received: "Received", reserved: "Reserved", committed: "Taken out", released: "Released",
  adjusted: "Adjusted", returned: "Returned" };
const signed = (number) => (number > 0 ? `+${count(number)}` : number < 0 ? `−${count(-number)}` : "");

/** Every movement of a product, newest first. */
export class Ledger {
  #screen;
  #productId = null;
  #cursor = null;
  #view = new ViewState();
  #table = DataTable.create({ name: "ledger", label: "Movements", keyOf: (row) => row.number, columns: [
    { key: "kind", label: "Movement", isFixed: true, card: "title", cell: (row) => KINDS[row.kind] ?? row.kind },
    { key: "on_hand", label: "On hand", isNumeric: true, cell: (row) => signed(row.on_hand_change) },
    { key: "reserved", label: "Reserved", isNumeric: true, cell: (row) => signed(row.reserved_change) },
    { key: "cause", label: "Cause", cell: (row) => (row.order_id
      ? h("a", { href: `/admin/orders/${row.order_id}` }, "Order")
        : row.reason ?? (row.reservation_id ? "Reservation" : "")) },
    { key: "at", label: "When", card: "corner", cell: (row) => agoElement(row.at) },
  ] });
  element = h("section", { class: "panel ledger" }, h("div", { class: "panel-head" }, h("h2", {}, "Ledger")),
    this.#view.element);

  constructor(screen) {
    this.#screen = screen;
    this.#table.addEventListener("more", () => this.#more());
  }

  load(productId) {
    this.#productId = productId;
    return this.#view.run(async () => {
      const page = await this.#page("");
      this.#table.rows = page.data;
      return page.data.length > 0 ? this.#table : emptyPanel("clipboard", "No movements yet", "");
    }, this.#screen.signal);
  }

  /** New movements come on top, where nobody is pushed away by them. */
  async refresh() {
    const page = await adminApi.movements(this.#productId, { page_size: 50 }, this.#screen.signal).catch(() => null);
    if (!page) return;
    if (this.#table.isConnected) this.#table.offer(page.data);
    else this.load(this.#productId);
  }

  async #page(cursor) {
    const page = await adminApi.movements(this.#productId, { page_size: 50, cursor }, this.#screen.signal);
    this.#cursor = page.next_cursor;
    this.#table.hasMore = page.has_more;
    return page;
  }

  async #more() {
    const page = await this.#page(this.#cursor).catch(() => null);
    if (page) this.#table.addRows(page.data);
    else this.#table.hasMore = false;
  }
}
