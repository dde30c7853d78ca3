import { h } from "../core/dom.js";
import { count } from "../core/numbers.js";

/**
 * Bars with their names and figures, longest possible bar for the largest value. `entries`: `[{label, value, href}]`.
 */
export function barList(entries, { unit = "" } = {}) {
  const top = Math.max(1, ...entries.map(({ value }) => value));
  return h("ul", { class: "bar-list" }, entries.map(({ label, value, href, tone }) => h("li", {},
    href ? h("a", { href }, label) : h("span", {}, label),
    h("meter", { min: 0, max: top, value, "aria-hidden": "true", dataset: tone ? { tone } : {} }),
    h("strong", { class: "figures" }, `${count(value)}${unit}`))));
}
