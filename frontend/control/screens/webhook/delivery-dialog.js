import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { duration } from "../../../core/numbers.js";
import { timeElement } from "../../../core/time.js";
import { copyButton } from "../../../parts/copy-button.js";
import { facts } from "../../../parts/facts.js";
import { icon } from "../../../parts/icon.js";
import { openModal } from "../../../parts/modal.js";
import { toast } from "../../../parts/toast-stack.js";
import { ViewState } from "../../../parts/view-state.js";
import { deliveryBadge } from "../webhooks/webhook-words.js";

/** A delivery with each attempt: when, how long, what came back. */
export function openDelivery(delivery, signal, onSent) {
  const view = new ViewState();
  const again = h("button", { type: "button", class: "button", onclick: async () => {
    try {
      await adminApi.redeliver(delivery.delivery_id);
      toast("It is on its way again");
      dialog.close();
      onSent();
    } catch (problem) {
      toast(problem.detail || problem.title);
    }
  } }, icon("refresh"), "Send again");
  const dialog = openModal({ title: delivery.event_type, body: view.element, footer: [again], wide: true });
  view.run(async () => {
    const full = await adminApi.delivery(delivery.delivery_id, signal);
    return h("div", { class: "stack" }, facts([
      ["Status", deliveryBadge(full)],
      ["Order", full.order_id ? h("a", { href: `/admin/orders/${full.order_id}`, onclick: () => dialog.close() },
        "Open the order") : null],
      ["webhook-id", [h("span", { class: "mono small" }, full.event_id), copyButton(full.event_id, "webhook-id")]],
      ["Next attempt", full.next_attempt_at ? timeElement(full.next_attempt_at) : null],
    ]), h("ol", { class: "attempt-log" }, full.log.toReversed().map((attempt) => h("li", { class: "panel" },
      h("div", { class: "row" }, h("strong", {}, `Attempt ${attempt.number}`),
        h("span", { class: "badge", dataset: { tone: attempt.error ? "bad" : "good" } },
          attempt.response_status ?? "no answer"),
        h("span", { class: "soft small" }, timeElement(attempt.started_at), attempt.duration_ms === null ? ""
          : `, ${duration(attempt.duration_ms)}`)),
      attempt.error ? h("p", { class: "small" }, attempt.error) : null,
      attempt.response_body ? h("pre", { class: "answer-body mono small", tabindex: 0, "aria-label": "Answer" },
        attempt.response_body) : null))));
  }, signal);
}
