import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { agoElement } from "../../../core/time.js";
import { icon } from "../../../parts/icon.js";
import { discardLetters, redriveLetters } from "./letter-commands.js";

/** One card for each error, with what can be done to all of its letters. */
export function letterGroups(groups, onDone) {
  if (groups.length === 0) return null;
  return h("ul", {}, groups.toSorted((a, b) => b.open - a.open).map((group) => {
    const choice = { filter: { group: group.group, kind: group.kind }, number: group.open };
    return h("li", { class: "panel" },
      h("div", { class: "letter-count" }, h("strong", { class: "figures" }, count(group.open)),
        h("span", { class: "soft small" }, "open")),
      h("div", { class: "letter-words" }, h("a", { href: `/admin/dead-letters?group=${encodeURIComponent(
        group.group)}&kind=${group.kind}` }, group.error),
        h("span", { class: "soft small" }, `${group.group} · first `, agoElement(group.oldest), " · last ",
          agoElement(group.newest))),
      h("div", { class: "row" },
        h("button", { type: "button", class: "button small", onclick: () => redriveLetters(choice, onDone) },
          icon("refresh"), "Redrive …"),
        h("button", { type: "button", class: "button small quiet", onclick: () => discardLetters(choice, onDone) },
          icon("trash"), "Discard …")));
  }));
}
