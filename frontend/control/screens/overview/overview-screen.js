import { adminLive } from "../../../core/admin-live.js";
import { h, useStyles } from "../../../core/dom.js";
import { Screen } from "../../../core/screen.js";
import { DataTable } from "../../../parts/data-table.js";
import { emptyPanel, failurePanel, skeletonRows } from "../../../parts/view-state.js";
import { Problem } from "../../../core/problem.js";
import { orderColumns } from "../control-orders/order-columns.js";
import { AttentionList } from "./attention-list.js";
import { Figures } from "./figures.js";
import { River } from "./river.js";

await useStyles(import.meta.url, ["../../../parts/charts.css", "./overview.css", "./river.css"]);

const NEWEST = 12;
const SHOWN = ["order_number", "status", "total", "created_at"];

/** What happens right now, and what somebody should look at. */
class OverviewScreen extends Screen {
  #river = new River();
  #figures = new Figures();
  #attention = new AttentionList();
  #newest = h("div", {}, skeletonRows(6));
  #table = DataTable.create({ name: "newest-orders", label: "Newest orders", keyOf: (order) => order.order_id,
    columns: orderColumns().filter(({ key }) => SHOWN.includes(key)) });
  #frame = 0;
  #waiting = new Map();

  start() {
    this.heading = "Overview";
    this.show(
      h("h1", { tabindex: -1, class: "visually-hidden" }, "Overview"),
      h("div", { class: "stack" }, this.#figures.element, this.#river.element,
        h("div", { class: "columns" },
          h("section", { class: "panel newest", "aria-labelledby": "newest-heading" },
            h("div", { class: "panel-head" }, h("h2", { id: "newest-heading" }, "Newest orders"),
              h("a", { href: "/admin/orders", class: "small" }, "All orders")), this.#newest),
          this.#attention.element)));
    this.#figures.follow(this);
    this.#attention.follow(this);
    this.listen(this.#table, "open", ({ detail }) => this.router.go(`/admin/orders/${detail.order_id}`));
    adminLive.subscribe("orders", { snapshot: true }, this.signal, (message) => this.#hear(message));
  }

  #hear(message) {
    if (message.type === "subscribed" && message.snapshot) {
      this.#river.counts = message.snapshot.counts;
      this.#table.rows = message.snapshot.orders.slice(0, NEWEST);
      this.#newest.replaceChildren(this.#table.rows.length > 0 ? this.#table
        : emptyPanel("receipt", "No orders yet", "They appear here the moment they are placed."));
    } else if (message.type === "order.update") {
      this.#river.move(message);
      this.#waiting.set(message.order_id, message);
      this.#frame ||= requestAnimationFrame(() => this.#paint());
    } else if (message.type === "error" && !this.#table.isConnected) {
      this.#newest.replaceChildren(failurePanel(new Problem(message), () => location.reload()));
    }
  }

  /** However many messages came, the table changes once in a frame. */
  #paint() {
    this.#frame = 0;
    const fresh = [];
    for (const message of this.#waiting.values()) {
      const known = this.#table.get(message.order_id);
      if (known) this.#table.update({ ...known, status: message.status, version: message.version ?? known.version });
      else if (message.order_number && message.created_at > (this.#table.rows[0]?.created_at ?? "")) fresh.push(
        message);
    }
    this.#waiting.clear();
    fresh.sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
    if (fresh.length > 0 && !this.#table.isConnected) this.#newest.replaceChildren(this.#table);
    this.#table.offer(fresh.slice(0, NEWEST));
    if (!this.#table.matches(":hover, :focus-within")) this.#table.trim(NEWEST);
  }
}

customElements.define("overview-screen", OverviewScreen);
