import { accountApi } from "../../core/api.js";
import { h } from "../../core/dom.js";
import { timeElement } from "../../core/time.js";

/** What the shop has told this customer, newest first; what was not read yet is marked, and read from now on. */
export function messageList(messages) {
  if (messages.length === 0) return h("p", { class: "soft" }, "Nothing yet. News about your orders comes here, too.");
  for (const { notification_id: id, read_at: readAt } of messages) {
    // A mark that does not get through stays until the next visit.
    if (readAt === null) accountApi.markRead(id).catch(() => {});
  }
  return h("ul", { class: "settings-list" }, messages.map(row));
}

function row({ subject, message, order_id: orderId, created_at: at, read_at: readAt }) {
  const title = orderId ? h("a", { href: `/orders/${encodeURIComponent(orderId)}` }, subject) : subject;
  return h("li", {},
    h("div", { class: "words" },
      h("p", {}, title), h("p", { class: "small" }, message),
      h("p", { class: "small soft" }, timeElement(at, "brief"))),
    readAt === null ? h("span", { class: "badge", dataset: { tone: "info" } }, "New") : null);
}
