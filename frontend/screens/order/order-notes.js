import { h } from "../../core/dom.js";
import { timeElement } from "../../core/time.js";

/** What the shop has written to the customer about the order, newest first. */
export function orderNotes(notes) {
  return [
    h("h2", { id: "notes-heading" }, "From the shop"),
    h("ul", { class: "note-list" }, [...notes].reverse().map(({ text, created_at: at }) => h("li", {},
      h("p", { class: "note-text" }, text), h("p", { class: "small soft" }, timeElement(at, "brief"))))),
  ];
}
