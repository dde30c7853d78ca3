import { api } from "../../core/api.js";
import { h } from "../../core/dom.js";
import { randomKey } from "../../core/http.js";
import { problemNotice } from "../../parts/problem-panel.js";

const REASONS = ["Ordered by mistake", "Found it elsewhere", "Takes too long", "Something else"];

/** Asks before cancelling. Resolves to the cancelled order, or null when the customer keeps it. */
export function cancelDialog(order) {
  const key = randomKey();
  const reason = h("select", { id: "cancel-reason" },
    h("option", { value: "" }, "No reason given"), REASONS.map((text) => h("option", { value: text }, text)));
  const notice = h("div", { class: "cancel-notice" });
  const keep = h("button", { type: "submit", class: "button", value: "keep" }, "Keep order");
  const confirm = h("button", { type: "button", class: "button danger" }, "Cancel order");
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "cancel-heading" },
    h("form", { method: "dialog" },
      h("h2", { id: "cancel-heading" }, `Cancel order ${order.order_number ?? ""}?`),
      h("p", { class: "soft" }, "Nothing will be sent, and what you have paid is refunded. This cannot be undone."),
      h("div", { class: "cancel-reason" },
        h("label", { for: "cancel-reason", class: "small" }, "Reason (optional)"), reason),
      notice,
      h("div", { class: "dialog-actions" }, keep, confirm)));

  return new Promise((resolve) => {
    let cancelled = null;
    let sending = false;
    confirm.addEventListener("click", async () => {
      if (sending) return;
      sending = true;
      confirm.setAttribute("aria-busy", "true");
      notice.replaceChildren();
      // The reason is part of what the key stands for, so it stays as it was for every further try.
      reason.disabled = true;
      try {
        cancelled = await api.cancelOrder(order.order_id, reason.value, key);
        dialog.close();
      } catch (problem) {
        notice.replaceChildren(problemNotice(problem));
        confirm.hidden = problem.status === 409;
      } finally {
        sending = false;
        confirm.removeAttribute("aria-busy");
      }
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(cancelled);
    });
    window.addEventListener("popstate", () => dialog.close(), { once: true });
    document.body.append(dialog);
    dialog.showModal();
  });
}
