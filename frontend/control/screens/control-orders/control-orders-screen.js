import { adminApi } from "../../../core/admin-api.js";
import { adminLive } from "../../../core/admin-live.js";
import { h, useStyles } from "../../../core/dom.js";
import { icon } from "../../../parts/icon.js";
import { ListScreen } from "../../list-screen.js";
import { BulkBar } from "./bulk-bar.js";
import { exportOrders } from "./export-orders.js";
import { orderColumns } from "./order-columns.js";
import { ORDER_FILTERS, ORDER_VIEWS } from "./order-filters.js";
import { orderPreview } from "./order-preview.js";

await useStyles(import.meta.url, ["./control-orders.css"]);

const LOOK_EVERY_MS = 3000;

/** All orders: dense, filtered by the address, live. */
class ControlOrdersScreen extends ListScreen {
  #bulk = new BulkBar(() => this.reload());
  #frame = 0;
  #messages = new Map();
  #looking = 0;
  #isMissed = false;
  #views = h("nav", { class: "views", "aria-label": "Views" });

  get about() {
    return {
      title: "Orders", name: "orders", columns: orderColumns(), keyOf: (order) => order.order_id,
        filters: ORDER_FILTERS,
      search: "Number, id, e-mail, tracking number", sort: "-created_at", isSelectable: true,
      empty: ["receipt", "No orders yet", "They appear here the moment they are placed."],
      tools: [h("button", { type: "button", class: "button small", onclick: () => exportOrders(this.wanted) },
        icon("download"), "Export CSV")],
    };
  }

  fetch(query, signal) {
    return adminApi.orders(query, signal);
  }

  preview(order) {
    return orderPreview(order, () => this.reload());
  }

  banner() {
    return this.#views;
  }

  above() {
    return this.#bulk.element;
  }

  begin() {
    this.#showViews();
    this.listen(this.bar, "change", () => this.#showViews());
    this.listen(this.table, "select", ({ detail }) => this.#bulk.show(detail));
    this.listen(this.#bulk, "clear", () => this.table.clearSelection());
    adminLive.subscribe("orders", {}, this.signal, (message) => this.#hear(message));
  }

  #showViews() {
    const here = new URLSearchParams(this.bar.value).toString();
    this.#views.replaceChildren(...ORDER_VIEWS.map(({ label, query }) => {
      const wanted = new URLSearchParams(query).toString();
      return h("a", { href: query ? `/admin/orders?${query}` : "/admin/orders", "aria-current": wanted === here ? "page"
        : null }, label);
    }));
  }

  #hear(message) {
    if (message.type !== "order.update") return;
    this.#messages.set(message.order_id, message);
    this.#frame ||= requestAnimationFrame(() => this.#apply());
  }

  #apply() {
    this.#frame = 0;
    let isUnknown = false;
    for (const message of this.#messages.values()) {
      const known = this.table.get(message.order_id);
      isUnknown ||= known === null;
      if (!known || known.status === message.status) continue;
      const shipping = message.data?.tracking_number ? { ...known.shipping, ...message.data } : known.shipping;
      const order = { ...known, status: message.status, version: message.version ?? known.version, shipping,
        updated_at: message.timestamp };
      this.table.update(order);
      this.refreshPanel(order);
    }
    this.#messages.clear();
    if (isUnknown) this.#lookSoon();
  }

  #lookSoon() {
    if (this.#looking) this.#isMissed = true;
    else this.#looking = setTimeout(() => this.#look(), LOOK_EVERY_MS / 2);
  }

  /** New orders: the first page says which of them belong into this list. At most one question in three seconds. */
  async #look() {
    try {
      if (!this.wanted.sort || this.wanted.sort === "-created_at") {
        const page = await adminApi.orders({ ...this.wanted, page_size: 50 }, this.signal);
        if (this.table.isConnected) this.table.offer(page.data);
        else if (page.data.length > 0) this.reload();
      }
    } catch {
      // The next message asks again.
    } finally {
      setTimeout(() => {
        this.#looking = 0;
        if (this.#isMissed && !this.signal.aborted) this.#lookSoon();
        this.#isMissed = false;
      }, LOOK_EVERY_MS);
    }
  }
}

customElements.define("control-orders-screen", ControlOrdersScreen);
