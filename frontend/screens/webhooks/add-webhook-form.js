import { accountApi } from "../../core/api.js";
import { FormField } from "../../parts/form-field.js";
import { saveForm } from "../../parts/save-form.js";

const CHOICES = [
  { value: "*", label: "Everything about my orders" },
  { value: "order.*", label: "Orders alone" },
  { value: "payment.*", label: "Payments alone" },
  { value: "order.shipped,order.delivered", label: "Shipped and delivered" },
];

/** Where to send and what. `onAdded(webhook)` gets the answer, with the secret in it. */
export function addWebhookForm(onAdded) {
  const url = FormField.create({
    name: "url", label: "Address", type: "url", inputmode: "url", maxlength: 2048, placeholder: "https://",
    autocomplete: "off", autocapitalize: "none", spellcheck: "false", hint: "https, reachable from the internet.",
    check: (value) => (URL.canParse(value.trim()) ? "" : "Enter the whole address, beginning with https://."),
  });
  const events = FormField.create({ name: "event_types", label: "Events", options: CHOICES });
  return saveForm({
    fields: [url, events],
    label: "Add webhook",
    done: "Added",
    send: async (values, key) => {
      const body = { url: values.url.trim(), event_types: values.event_types.split(",") };
      onAdded(await accountApi.addWebhook(body, key));
      url.value = "";
    },
  });
}
