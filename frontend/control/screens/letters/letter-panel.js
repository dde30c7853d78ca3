import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { timeElement } from "../../../core/time.js";
import { facts } from "../../../parts/facts.js";
import { icon } from "../../../parts/icon.js";
import { jsonTree } from "../../../parts/json-tree.js";
import { skeletonRows, ViewState } from "../../../parts/view-state.js";
import { discardLetters, editLetter, redriveLetters } from "./letter-commands.js";

/** A letter in full: what went wrong at each attempt, the record, and what to do. */
export class LetterPanel {
  #letter;
  #signal;
  #onDone;
  #view = new ViewState(skeletonRows(5));

  constructor(letter, signal, onDone) {
    this.#letter = letter;
    this.#signal = signal;
    this.#onDone = onDone;
    this.#load(false);
  }

  get content() {
    return [`Record ${this.#letter.id}`, this.#view.element];
  }

  #load(reveal) {
    return this.#view.run(async () => {
      const letter = await adminApi.letter(this.#letter.id, { reveal: reveal ? "true" : "" }, this.#signal);
      return h("div", { class: "stack" }, h("p", { class: "notice bad" }, icon("alert"), h("span", {}, letter.error)),
        letter.status === "open" ? this.#actions(letter) : null, this.#facts(letter),
        h("h3", {}, "Attempts"), h("ol", { class: "attempts small" },
          letter.history.map(({ at, error }) => h("li", {}, timeElement(at, "clock"), ` ${error}`))),
        h("div", { class: "row letter-value" }, h("h3", {}, letter.edited_value ? "Value, edited" : "Value"),
          h("label", { class: "modal-check small" }, h("input",
            { type: "checkbox", checked: reveal, onchange: () => this.#load(!reveal) }), "Show personal data")),
        jsonTree(letter.edited_value ?? letter.value, { label: "value", depth: 3 }),
        h("details", {}, h("summary", { class: "small" }, `${letter.headers.length} headers`),
          facts(letter.headers.map(({ name, value }) => [name, h("span", { class: "mono small" }, value ?? "")]))));
    }, this.#signal);
  }

  #actions(letter) {
    const done = () => this.#onDone();
    const one = { ids: [letter.id] };
    return h("div", { class: "row" },
      h("button", { type: "button", class: "button small primary",
        onclick: () => redriveLetters(one, done, { force: letter.redrives >= 3 }) }, icon("refresh"), "Redrive …"),
      h("button", { type: "button", class: "button small", onclick: () => this.#edit(letter) }, icon("edit"), "Edit"),
      h("button", { type: "button", class: "button small quiet", onclick: () => discardLetters(one, done) },
        icon("trash"), "Discard …"));
  }

  /** What is edited has to be the true value, not the masked one. */
  async #edit() {
    const letter = await adminApi.letter(this.#letter.id, { reveal: "true" }, this.#signal).catch(() => null);
    if (letter) editLetter(letter, () => this.#load(false));
  }

  #facts(letter) {
    return facts([
      ["Group", h("a", { href: `/admin/groups/${encodeURIComponent(letter.group)}` }, letter.group)],
      ["Record", h("a", { href: `/admin/topics/${letter.topic}?partition=${letter.partition}&from=${letter.offset}`,
        class: "mono small" },
        `${letter.topic}/${letter.partition}@${letter.offset}`)],
      ["Order", letter.topic.startsWith("order_") && letter.key
        ? h("a", { href: `/admin/orders/${letter.key}` }, "Open the order") : null],
      ["Key", letter.key ? h("span", { class: "mono small" }, letter.key) : null],
      ["Attempts", count(letter.attempts)], ["Redrives", count(letter.redrives)],
      ["First failed", timeElement(letter.first_failed_at)], ["Put aside", timeElement(letter.buried_at)],
      ["Settled", letter.settled_at ? timeElement(letter.settled_at) : null], ["Reason", letter.reason],
    ]);
  }
}
