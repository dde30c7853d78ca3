import { h } from "../../../core/dom.js";
import { brief } from "../../../core/numbers.js";
import { svg } from "../../../core/svg.js";

/** What is on hand, and how much of it is promised. */
export function stockBar({ on_hand: onHand, reserved }) {
  const share = onHand > 0 ? Math.min(1, reserved / onHand) : 0;
  return h("span", { class: "stock-bar", title: `${onHand} on hand, ${reserved} of them reserved` },
    svg("svg", { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "free", width: 100, height: 6, rx: 2 }),
      share > 0 ? svg("rect", { class: "held", width: Math.max(2, share * 100), height: 6, rx: 2 }) : []),
    h("span", { class: "figures small" }, brief(onHand), reserved > 0
      ? h("span", { class: "soft" }, ` − ${brief(reserved)}`) : null));
}
