import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { agoElement, timeElement } from "../../../core/time.js";
import { facts } from "../../../parts/facts.js";
import { FormField, needed } from "../../../parts/form-field.js";
import { icon } from "../../../parts/icon.js";
import { ask } from "../../../parts/modal.js";
import { toast } from "../../../parts/toast-stack.js";
import { ListScreen } from "../../list-screen.js";
import { call } from "../../../core/api.js";
import { randomKey } from "../../../core/http.js";

const STATES = { sent: ["good", "Sent"], pending: ["info", "Waiting"], failed: ["bad", "Failed"],
  skipped: ["neutral", "Skipped"] };
const REASONS = { not_configured: "not configured on this server", opted_out: "the customer does not want them",
  no_address: "no address" };
const CHANNELS = { in_app: "In the shop", email: "E-mail", sms: "SMS" };
const options = (words) => Object.entries(words).map(([value, label]) =>
  ({ value, label: Array.isArray(label) ? label[1] : label }));

/** What customers were told, over which way, and whether it arrived. */
class NotificationsScreen extends ListScreen {
  get about() {
    return {
      title: "Notifications", name: "notifications", keyOf: (notice) => notice.notification_id,
      filters: [{ name: "status", label: "Status", kind: "choice", options: options(STATES) },
        { name: "channel", label: "Channel", kind: "choice", options: options(CHANNELS) },
        { name: "customer_id", label: "Customer id", kind: "text" }],
      columns: [
        { key: "subject", isWide: true, label: "Subject", isFixed: true, card: "title",
          cell: (notice) => h("strong", {}, notice.subject || notice.message) },
        { key: "channel", label: "Channel", cell: (notice) => CHANNELS[notice.channel] ?? notice.channel },
        { key: "about", label: "About", priority: 3, cell: (notice) => notice.type.replaceAll("_", " ") },
        { key: "order", label: "Order", priority: 2, cell: (notice) =>
          (notice.order_id ? h("a", { href: `/admin/orders/${notice.order_id}` }, "Order") : "") },
        { key: "reason", label: "Why not", priority: 2, cell: (notice) =>
          REASONS[notice.reason] ?? notice.error ?? "" },
        { key: "created", label: "Made", cell: (notice) => agoElement(notice.created_at) },
        { key: "status", label: "Status", card: "corner", cell: state },
      ],
      tools: [h("button", { type: "button", class: "button small", onclick: () => this.#write() }, icon("mail"),
        "Write to a customer")],
      empty: ["mail", "Nothing was sent yet",
        "Customers are told when their orders are placed, shipped, delivered, cancelled or failed."],
    };
  }

  fetch(query, signal) {
    return adminApi.notifications(query, signal);
  }

  preview(notice) {
    return [notice.subject || CHANNELS[notice.channel], h("p", { class: "notice-text" }, notice.message), facts([
      ["Status", state(notice)], ["Why not", REASONS[notice.reason]], ["Error", notice.error],
        ["Channel", CHANNELS[notice.channel]],
      ["Attempts", String(notice.attempts)], ["Next attempt", notice.next_attempt_at
        ? timeElement(notice.next_attempt_at) : null],
      ["Customer", /^[0-9a-f-]{36}$/.test(notice.customer_id)
        ? h("a", { href: `/admin/customers/${notice.customer_id}` }, notice.customer_id) : notice.customer_id],
      ["Order", notice.order_id ? h("a", { href: `/admin/orders/${notice.order_id}` }, "Open the order") : null],
      ["Made", timeElement(notice.created_at)], ["Sent", notice.sent_at ? timeElement(notice.sent_at) : null],
      ["Read", notice.read_at ? timeElement(notice.read_at) : null]])];
  }

  #write() {
    const customer = FormField.create({ name: "customer_id", label: "Customer id", type: "text",
      check: needed("Say to whom.") });
    customer.value = this.bar.value.customer_id ?? "";
    const channel = FormField.create({ name: "type", label: "Way",
      options: [{ value: "message", label: "Every way the customer has" }, ...options(CHANNELS)] });
    const subject = FormField.create({ name: "subject", label: "Subject", type: "text", optional: true });
    const message = FormField.create({ name: "message", label: "Message", type: "text",
      check: needed("Write something.") });
    ask({ title: "Write to a customer", action: "Send", fields: [customer, channel, subject, message],
      run: async (values) => {
      const body = Object.fromEntries(Object.entries(values).filter(([, text]) => text));
      await call("POST", "/notifications", { body, idempotencyKey: randomKey() });
      toast("It is on its way");
      this.reload();
    } });
  }
}

function state(notice) {
  const [tone, word] = STATES[notice.status] ?? ["neutral", notice.status];
  return h("span", { class: "badge", dataset: { tone } }, word);
}

customElements.define("notifications-screen", NotificationsScreen);
