import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { FormField, needed } from "../../../parts/form-field.js";
import { ask } from "../../../parts/modal.js";
import { showSecret } from "../api-keys/secret-dialog.js";

const FORMATS = [{ value: "full", label: "Full: the whole event" }, { value: "thin", label: "Thin: ids alone" }];
const STARTS = [{ value: "now", label: "With what comes next" },
  { value: "earliest", label: "With everything there is" }];

/** Adds a webhook, whose secret is shown once, or changes one. */
export function webhookDialog(hook, onDone) {
  const url = FormField.create({ name: "url", label: "Address", type: "url", placeholder: "https://", maxlength: 2048,
    check: needed("Give the address to send to.") });
  const types = FormField.create({ name: "event_types", label: "Events", type: "text",
    hint: "Types, families such as order.*, or *; with commas between.",
    check: needed("Say which events.") });
  const format = FormField.create({ name: "format", label: "Format", options: FORMATS });
  const from = FormField.create({ name: "from", label: "Begin", options: STARTS });
  url.value = hook?.url ?? "";
  types.value = hook?.event_types.join(", ") ?? "order.*";
  if (hook) format.value = hook.format;
  return ask({
    title: hook ? "Change webhook" : "Add webhook", action: hook ? "Save" : "Add", fields: hook ? [url, types, format]
      : [url, types, format, from],
    extra: h("p", { class: "small soft" },
      "Addresses are https and of the public internet, unless the operator allows others."),
    run: async (values) => {
      const body = { ...values, event_types: values.event_types.split(",").map((text) => text.trim()).filter(Boolean) };
      const fresh = hook ? await adminApi.changeWebhook(hook.webhook_id, body) : await adminApi.addWebhook(body);
      if (fresh.secret) queueMicrotask(() => showSecret("The webhook's secret", fresh.secret,
        "The receiver checks signatures with it (Standard Webhooks)."));
      onDone(fresh);
    },
  });
}
