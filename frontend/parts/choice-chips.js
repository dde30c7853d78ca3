import { h, syncList } from "../core/dom.js";

/** A row of buttons of which one is chosen: a filter that shows what there is to choose from. */
export class ChoiceChips extends HTMLElement {
  #chosen = "";
  #choices = [];

  /** `label` names the row; `onChoose(value)` hears of a choice. */
  static create({ label, onChoose }) {
    const chips = document.createElement("choice-chips");
    chips.setAttribute("role", "group");
    chips.setAttribute("aria-label", label);
    chips.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) onChoose(button.value);
    });
    return chips;
  }

  /** `[{value, label}]`. */
  set choices(choices) {
    this.#choices = choices;
    this.#paint();
  }

  set chosen(value) {
    this.#chosen = value;
    this.#paint();
  }

  #paint() {
    syncList(this, this.#choices, {
      key: ({ value }) => value,
      create: ({ value, label }) => h("button", { type: "button", class: "chip", value }, label),
      update: (button, { value }) => button.setAttribute("aria-pressed", String(value === this.#chosen)),
    });
  }
}

customElements.define("choice-chips", ChoiceChips);
