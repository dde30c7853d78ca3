import { h, nodes } from "../core/dom.js";

/** A list of names and values. Entries without a value are left out. */
export function facts(entries) {
  return h("dl", { class: "facts" }, entries.filter((entry) => entry && entry[1] !== null && entry[1] !== undefined)
    .map(([name, ...value]) => h("div", {}, h("dt", {}, name), h("dd", {}, nodes(value)))));
}
