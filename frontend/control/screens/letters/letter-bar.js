import { h, setText } from "../../../core/dom.js";
import { icon } from "../../../parts/icon.js";
import { discardLetters, redriveLetters } from "./letter-commands.js";

/** What can be done to several chosen letters. */
export class LetterBar extends EventTarget {
  #letters = [];
  #text = h("strong", { class: "figures" });
  #onDone;
  element = h("div", { class: "bulk-bar", role: "toolbar", "aria-label": "Chosen letters", hidden: true }, this.#text,
    h("button", { type: "button", class: "button small", onclick: () => redriveLetters(this.#choice,
      () => this.#done()) }, icon("refresh"), "Redrive …"),
    h("button", { type: "button", class: "button small", onclick: () => discardLetters(this.#choice,
      () => this.#done()) }, icon("trash"), "Discard …"),
    h("button", { type: "button", class: "link-button small", onclick: () => this.dispatchEvent(new Event("clear")) },
      "Clear"));

  constructor(onDone) {
    super();
    this.#onDone = onDone;
  }

  get #choice() {
    return { ids: this.#letters.map(({ id }) => id) };
  }

  show(letters) {
    this.#letters = letters.filter(({ status }) => status === "open");
    this.element.hidden = this.#letters.length === 0;
    setText(this.#text, `${this.#letters.length} chosen`);
  }

  #done() {
    this.dispatchEvent(new Event("clear"));
    this.#onDone();
  }
}
