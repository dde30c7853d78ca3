import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { agoElement } from "../../../core/time.js";
import { icon } from "../../../parts/icon.js";
import { ListScreen } from "../../list-screen.js";
import { webhookDialog } from "./webhook-dialog.js";
import { healthBadge, stateBadge } from "./webhook-words.js";

/** Where events are sent, and how well that goes. */
class WebhooksScreen extends ListScreen {
  get about() {
    return {
      title: "Webhooks", name: "webhooks", keyOf: (hook) => hook.webhook_id,
      columns: [
        { key: "url", isWide: true, label: "Address", isFixed: true, card: "title",
          cell: (hook) => h("a", { href: `/admin/webhooks/${hook.webhook_id}`, title: hook.url },
          hook.url.replace(/^https:\/\//, "")) },
        { key: "types", label: "Events", priority: 2, cell: (hook) => hook.event_types.join(", ") },
        { key: "health", label: "Health", card: "corner", cell: healthBadge },
        { key: "waiting", label: "Waiting", isNumeric: true, cell: (hook) => count(hook.unfinished) },
        { key: "success", label: "Last success", priority: 3,
          cell: (hook) => (hook.last_success_at ? agoElement(hook.last_success_at) : "never") },
        { key: "owner", label: "Owner", isHidden: true, priority: 3, cell: (hook) => hook.owner_id ?? "the shop" },
        { key: "state", label: "State", cell: stateBadge },
      ],
      tools: [h("button", { type: "button", class: "button small primary", onclick: () => this.#add() }, icon("plus"),
        "Add webhook")],
      empty: ["link", "No webhooks yet", "A webhook tells another server of events, signed and in order.",
        h("button", { type: "button", class: "button primary", onclick: () => this.#add() }, "Add webhook")],
    };
  }

  fetch(query, signal) {
    return adminApi.webhooks(query, signal);
  }

  begin() {
    this.listen(this.table, "open", ({ detail }) => this.router.go(`/admin/webhooks/${detail.webhook_id}`));
  }

  #add() {
    webhookDialog(null, (hook) => this.router.go(`/admin/webhooks/${hook.webhook_id}`));
  }
}

customElements.define("webhooks-screen", WebhooksScreen);
