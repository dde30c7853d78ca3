import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { hasRoute } from "../../../core/features.js";
import { timeElement } from "../../../core/time.js";

const TONES = { sent: "good", failed: "bad", skipped: "neutral", pending: "info" };

/** What the customer was told about this order, or null where the server does not tell anybody. */
export async function orderMessages(order, signal) {
  if (!(await hasRoute("/notifications"))) return null;
  const page = await adminApi.notifications({ customer_id: order.user_id, page_size: 100 }, signal).catch(() => null);
  const messages = (page?.data ?? []).filter(({ order_id: id }) => id === order.order_id);
  if (messages.length === 0) return null;
  return h("ul", { class: "message-list" }, messages.map((message) => h("li", {},
    h("span", { class: "badge", dataset: { tone: TONES[message.status] ?? "neutral" } }, message.status),
    h("span", {}, `${message.channel.replace("_", "-")}: ${message.subject || message.message}`),
    timeElement(message.created_at, "brief"))));
}
