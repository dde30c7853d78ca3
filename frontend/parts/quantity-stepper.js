import { h } from "../core/dom.js";
import { icon } from "./icon.js";

/** Minus, a number, plus. Dispatches `quantity` (detail: the number) whenever it settles on a new valid one. */
export class QuantityStepper extends HTMLElement {
  #value = 1;
  #limit = 1;
  #input;
  #less;
  #more;

  static create({ value = 1, limit, of }) {
    const stepper = document.createElement("quantity-stepper");
    stepper.#build(of);
    stepper.limit = limit;
    stepper.value = value;
    return stepper;
  }

  #build(of) {
    this.#input = h("input", {
      type: "text", inputmode: "numeric", pattern: "[0-9]*", maxlength: 4, autocomplete: "off", class: "figures",
      "aria-label": `Quantity of ${of}`,
      onchange: () => this.#choose(Number.parseInt(this.#input.value, 10)),
      onfocus: () => this.#input.select(),
      onkeydown: (event) => this.#step(event),
    });
    const button = (label, by, picture) => h("button", {
      type: "button", "aria-label": label, onclick: () => this.#choose(this.#value + by),
    }, icon(picture));
    this.#less = button(`One less ${of}`, -1, "minus");
    this.#more = button(`One more ${of}`, 1, "plus");
    this.append(this.#less, this.#input, this.#more);
  }

  /** The number's own field, to put the cursor into. */
  get control() {
    return this.#input;
  }

  get value() {
    return this.#value;
  }

  /** Sets without telling. A value above the limit stays: whoever owns it decides what to do about that. */
  set value(number) {
    this.#value = number;
    if (this.#input.value !== String(number)) this.#input.value = String(number);
    this.#showEnds();
  }

  set limit(number) {
    this.#limit = Math.max(1, number);
    this.#showEnds();
  }

  #step(event) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    this.#choose(this.#value + (event.key === "ArrowUp" ? 1 : -1));
  }

  #choose(wanted) {
    const number = Number.isSafeInteger(wanted) ? Math.min(this.#limit, Math.max(1, wanted)) : this.#value;
    const changed = number !== this.#value;
    this.value = number;
    this.#input.value = String(number);
    if (changed) this.dispatchEvent(new CustomEvent("quantity", { detail: number }));
  }

  #showEnds() {
    // aria-disabled keeps the focus on the button that has just reached its end.
    this.#less.setAttribute("aria-disabled", String(this.#value <= 1));
    this.#more.setAttribute("aria-disabled", String(this.#value >= this.#limit));
  }
}

customElements.define("quantity-stepper", QuantityStepper);
