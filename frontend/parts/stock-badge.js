import { stockWords } from "../core/catalogue.js";
import { h, setText } from "../core/dom.js";
import { icon } from "./icon.js";

/** How much is left, as icon and words; it flashes once when that changes. */
export class StockBadge {
  #text = h("span");
  element = h("p", { class: "badge stock-badge" });

  update(product) {
    const { label, tone, icon: picture } = stockWords(product);
    this.element.dataset.tone = tone;
    if (this.#text.textContent === label) return;
    const isFirst = this.#text.textContent === "";
    setText(this.#text, label);
    this.element.replaceChildren(icon(picture), this.#text);
    if (isFirst) return;
    this.element.classList.remove("changed");
    requestAnimationFrame(() => this.element.classList.add("changed"));
  }
}
