import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { agoElement } from "../../../core/time.js";
import { ListScreen } from "../../list-screen.js";
import { userActions, userFacts, userState } from "./user-actions.js";

/** All accounts, newest first. */
class CustomersScreen extends ListScreen {
  get about() {
    return {
      title: "Customers", name: "customers", keyOf: (user) => user.user_id,
      columns: [
        { key: "email", label: "E-mail", isFixed: true, card: "title",
          cell: (user) => h("a", { href: `/admin/customers/${user.user_id}` }, user.email) },
        { key: "name", label: "Name", priority: 2, cell: (user) => user.full_name ?? "" },
        { key: "role", label: "Role", cell: (user) => user.role },
        { key: "tier", label: "Tier", cell: (user) => user.tier },
        { key: "phone", label: "Phone", isHidden: true, priority: 3, cell: (user) => user.phone ?? "" },
        { key: "state", label: "State", card: "corner", cell: userState },
        { key: "created_at", label: "Since", cell: (user) => agoElement(user.created_at) },
      ],
      empty: ["group", "No accounts yet", "Customers appear here when they sign up."],
    };
  }

  fetch(query, signal) {
    return adminApi.users(query, signal);
  }

  preview(user) {
    return [user.email, h("div", { class: "row" }, userActions(user, (fresh) => {
      this.table.update(fresh);
      this.refreshPanel(fresh);
    }), h("a", { class: "button small", href: `/admin/customers/${user.user_id}` }, "Open")), userFacts(user)];
  }
}

customElements.define("customers-screen", CustomersScreen);
