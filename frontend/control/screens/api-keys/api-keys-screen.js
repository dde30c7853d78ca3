import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { agoElement } from "../../../core/time.js";
import { Problem } from "../../../core/problem.js";
import { FormField, needed } from "../../../parts/form-field.js";
import { icon } from "../../../parts/icon.js";
import { ask } from "../../../parts/modal.js";
import { ListScreen } from "../../list-screen.js";
import { showSecret } from "./secret-dialog.js";

const SCOPES = ["orders:read", "orders:write", "products:read", "products:write", "inventory:read", "inventory:write",
  "payments:read",
  "events:read", "webhooks:read", "webhooks:write"];

/** Keys for programs: each with its scopes, shown once when it is made. */
class APIKeysScreen extends ListScreen {
  get about() {
    const add = () => this.#add();
    return {
      title: "API keys", name: "api-keys", keyOf: (key) => key.api_key_id,
      columns: [
        { key: "name", label: "Name", isFixed: true, card: "title", cell: (key) => h("strong", {}, key.name) },
        { key: "scopes", isWide: true, label: "May do", cell: (key) =>
          h("span", { class: "small", title: key.scopes.join(", ") }, key.scopes.join(", ")) },
        { key: "created", label: "Made", priority: 2, cell: (key) => agoElement(key.created_at) },
        { key: "used", label: "Last used", cell: (key) => (key.last_used_at ? agoElement(key.last_used_at) : "never") },
        { key: "state", label: "State", card: "corner", cell: (key) =>
          h("span", { class: "badge", dataset: { tone: key.revoked_at ? "muted" : "good" } },
          key.revoked_at ? "Revoked" : "Active") },
        { key: "revoke", label: "Revoke", isFixed: true, cell: (key) => (key.revoked_at ? ""
          : h("button", { type: "button", class: "button small quiet",
          onclick: () => this.#revoke(key) }, icon("trash"), "Revoke")) },
      ],
      tools: [h("button", { type: "button", class: "button small primary", onclick: add }, icon("plus"), "Make a key")],
      empty: ["key", "No API keys yet", "A key lets a program of the shop use the API, within its scopes.",
        h("button", { type: "button", class: "button primary", onclick: add }, "Make a key")],
    };
  }

  fetch(query, signal) {
    return adminApi.apiKeys(query, signal);
  }

  #add() {
    const name = FormField.create({ name: "name", label: "Name", type: "text", maxlength: 100,
      hint: "Who uses it, and for what.", check: needed("Give the key a name.") });
    const boxes = SCOPES.map((scope) => h("label", { class: "modal-check mono small" },
      h("input", { type: "checkbox", value: scope }), scope));
    ask({ title: "Make an API key", action: "Make the key", fields: [name],
      extra: h("fieldset", {}, h("legend", { class: "small" }, "It may do"), h("div", { class: "scope-list" }, boxes)),
      run: async (values) => {
        const scopes = boxes.map(({ firstChild }) => firstChild).filter(({ checked }) => checked)
          .map(({ value }) => value);
        if (scopes.length === 0) throw new Problem({ title: "No scope",
          detail: "Choose at least one thing that the key may do." });
        const key = await adminApi.addApiKey({ name: values.name, scopes });
        queueMicrotask(() => showSecret(`The key “${key.name}”`, key.key,
          "Programs send it as “Authorization: Bearer …” or “X-API-Key”."));
        this.reload();
      } });
  }

  #revoke(key) {
    ask({ title: `Revoke “${key.name}”`, action: "Revoke", danger: true,
      text: "Programs that use it are refused from this moment on.",
      run: async () => {
        await adminApi.revokeApiKey(key.api_key_id);
        this.reload();
      } });
  }
}

customElements.define("api-keys-screen", APIKeysScreen);
