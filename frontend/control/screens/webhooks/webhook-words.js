import { h } from "../../../core/dom.js";
import { icon } from "../../../parts/icon.js";

const badge = (tone, picture, text) => h("span", { class: "badge", dataset: { tone } }, icon(picture), text);
const HEALTH = { healthy: ["good", "tick", "Healthy"], degraded: ["warn", "alert", "Degraded"],
  failing: ["bad", "alert", "Failing"] };
const DELIVERY = { pending: ["info", "clock", "Waiting"], succeeded: ["good", "tick", "Arrived"],
  failed: ["bad", "alert", "Failed"],
  skipped: ["neutral", "ban", "Skipped"] };

/** How many of the last attempts went well, as icon and word. */
export function healthBadge(hook) {
  const [tone, picture, word] = HEALTH[hook.health] ?? ["neutral", "clock", hook.health];
  return badge(tone, picture, hook.success_percent === null ? "No attempts yet" : `${word}, ${hook.success_percent} %`);
}

export function stateBadge(hook) {
  return hook.status === "paused" ? badge("warn", "pause", "Paused") : badge("neutral", "play", "Active");
}

export function deliveryBadge(delivery) {
  return badge(...(DELIVERY[delivery.status] ?? ["neutral", "clock", delivery.status]));
}
