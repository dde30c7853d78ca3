import { h, setText } from "../core/dom.js";
import { statusWords } from "../core/order-words.js";
import { icon } from "./icon.js";

/** An order's status as icon and word. Set `status`; it flashes once when that changes. */
export class StatusChip extends HTMLElement {
  #status = null;
  #label = h("span");
  #picture = h("span", { class: "picture" });

  static create(status) {
    const chip = document.createElement("status-chip");
    chip.append(chip.#picture, chip.#label);
    chip.status = status;
    return chip;
  }

  get status() {
    return this.#status;
  }

  set status(status) {
    if (status === this.#status) return;
    const words = statusWords(status);
    const changed = this.#status !== null;
    this.#status = status;
    this.dataset.tone = words.tone;
    setText(this.#label, words.label);
    this.#picture.replaceChildren(icon(words.icon));
    if (changed) this.#flash();
  }

  #flash() {
    this.classList.remove("changed");
    requestAnimationFrame(() => this.classList.add("changed"));
  }
}

customElements.define("status-chip", StatusChip);
