import { adminApi } from "../../../core/admin-api.js";
import { adminLive } from "../../../core/admin-live.js";
import { h, setText, useStyles } from "../../../core/dom.js";
import { Screen } from "../../../core/screen.js";
import { DataTable } from "../../../parts/data-table.js";
import { icon } from "../../../parts/icon.js";
import { emptyPanel, ViewState } from "../../../parts/view-state.js";
import { orderColumns } from "../control-orders/order-columns.js";
import { userActions, userFacts } from "../customers/user-actions.js";

await useStyles(import.meta.url, ["../control-orders/control-orders.css"]);

/** One account with its orders. */
class CustomerScreen extends Screen {
  #view = new ViewState();
  #orders = new ViewState();
  #title = h("h1", { tabindex: -1 }, "Customer");
  #tools = h("div", { class: "head-tools" });
  #facts = h("section", { class: "panel" });
  #table = DataTable.create({ name: "customer-orders", label: "Orders", keyOf: (order) => order.order_id,
    columns: orderColumns().filter(({ key }) => key !== "customer") });
  #cursor = "";

  start() {
    this.heading = "Customer";
    this.show(h("div", { class: "screen-head" }, h("div", { class: "row" },
      h("a", { href: "/admin/customers", class: "button quiet icon-only", "aria-label": "All customers" },
        icon("back")), this.#title), this.#tools),
    this.#view.element);
    this.listen(this.#table, "open", ({ detail }) => this.router.go(`/admin/orders/${detail.order_id}`));
    this.listen(this.#table, "more", () => this.#page().then((page) => this.#table.addRows(page.data)));
    this.ready = this.#view.run(async () => {
      this.#take(await adminApi.user(this.params.id, this.signal));
      this.#loadOrders();
      return h("div", { class: "columns" }, h("section", { class: "stack" }, this.#orders.element), this.#facts);
    }, this.signal);
    adminLive.subscribe("orders", { filter: { user_id: this.params.id } }, this.signal, (message) => {
      if (message.type !== "order.update" || message.user_id !== this.params.id) return;
      const known = this.#table.get(message.order_id);
      if (known) this.#table.update({ ...known, status: message.status });
      else if (this.#table.isConnected && message.order_number) this.#table.offer([message]);
    });
  }

  #take(user) {
    this.heading = user.email;
    setText(this.#title, user.full_name || user.email);
    this.#tools.replaceChildren(...userActions(user, (fresh) => this.#take(fresh)));
    this.#facts.replaceChildren(h("h2", {}, "Account"), userFacts(user));
  }

  async #page() {
    const page = await adminApi.orders({ user_id: this.params.id, page_size: 50, cursor: this.#cursor }, this.signal);
    this.#cursor = page.next_cursor;
    this.#table.hasMore = page.has_more;
    return page;
  }

  #loadOrders() {
    return this.#orders.run(async () => {
      this.#cursor = "";
      const page = await this.#page();
      this.#table.rows = page.data;
      return page.data.length > 0 ? this.#table : emptyPanel("receipt", "No orders",
        "This account has not ordered yet.");
    }, this.signal);
  }
}

customElements.define("customer-screen", CustomerScreen);
