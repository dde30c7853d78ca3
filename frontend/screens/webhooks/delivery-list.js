import { accountApi } from "../../core/api.js";
import { h } from "../../core/dom.js";
import { randomKey } from "../../core/http.js";
import { timeElement } from "../../core/time.js";
import { icon } from "../../parts/icon.js";
import { problemPanel } from "../../parts/problem-panel.js";

const STATUS = {
  succeeded: { label: "Arrived", tone: "good", icon: "check" },
  pending: { label: "Waiting", tone: "info", icon: "clock" },
  failed: { label: "Given up", tone: "bad", icon: "alert" },
  skipped: { label: "Skipped", tone: "muted", icon: "ban" },
};

/** Fills `place` with the newest deliveries of a webhook. */
export async function deliveryList(place, webhookId, signal) {
  const reload = () => deliveryList(place, webhookId, signal);
  try {
    const { data } = await accountApi.deliveries(webhookId, signal);
    place.replaceChildren(data.length === 0
      ? h("p", { class: "soft" }, "Nothing was sent yet.")
      : h("ul", { class: "settings-list" }, data.map((delivery) => row(delivery, reload))));
  } catch (problem) {
    if (!signal.aborted) place.replaceChildren(problemPanel(problem, { onRetry: reload }));
  }
}

function row(delivery, reload) {
  const { label, tone, icon: picture } = STATUS[delivery.status] ?? STATUS.pending;
  const attempts = delivery.attempts === 1 ? "1 attempt" : `${delivery.attempts} attempts`;
  const answer = delivery.last_response_status ? `answer ${delivery.last_response_status}` : "";
  return h("li", {},
    h("div", { class: "words" },
      h("p", { class: "mono" }, delivery.event_type),
      h("p", { class: "small soft" }, timeElement(delivery.created_at, "brief"), ` · ${attempts}`,
        answer ? ` · ${answer}` : "",
        delivery.next_attempt_at ? [" · next ", timeElement(delivery.next_attempt_at, "brief")] : null)),
    h("span", { class: "badge", dataset: { tone } }, icon(picture), label),
    h("button", {
      type: "button", class: "button small", "aria-label": `Send ${delivery.event_type} again`,
      onclick: async ({ currentTarget }) => {
        currentTarget.disabled = true;
        await accountApi.redeliver(delivery.delivery_id, randomKey()).catch(() => {});
        reload();
      },
    }, "Send again"));
}
