import { h, setText } from "../../../core/dom.js";
import { timeElement } from "../../../core/time.js";

/**
 * Moves through an order's past, event by event. Dispatches `move` (detail: a time, or null for now).
 */
export class TimeSlider extends EventTarget {
  #moments = [];
  #input = h("input", { type: "range", min: 0, max: 0, step: 1, "aria-label": "Point in time" });
  #now = h("button", { type: "button", class: "button small", onclick: () => this.#go(this.#moments.length) }, "Now");
  #text = h("output", { class: "small" });
  #diff = h("p", { class: "small soft" });
  element = h("section", { class: "panel time-slider", "aria-label": "Past of the order" },
    h("div", { class: "row" }, h("strong", { class: "small" }, "As of"), this.#text, this.#diff),
      h("div", { class: "time-track" }, this.#input, this.#now));

  constructor() {
    super();
    this.#input.addEventListener("input", () => this.#go(Number(this.#input.value)));
  }

  /** `at` is a time of the address, or null. */
  show(events, at) {
    this.#moments = [...new Set(events.map(({ timestamp }) => timestamp))].sort();
    this.element.hidden = this.#moments.length < 2;
    this.#input.max = String(this.#moments.length);
    const index = at === null ? this.#moments.length : this.#moments.findLastIndex((moment) => moment <= at);
    this.#input.value = String(Math.max(0, index));
    this.#paint();
  }

  /** The moment before one, to compare with. */
  before(at) {
    return this.#moments.findLast((moment) => moment < at) ?? null;
  }

  set changes(texts) {
    setText(this.#diff, texts.length > 0 ? `Changed here: ${texts.join("; ")}` : "");
  }

  #go(index) {
    this.#input.value = String(index);
    this.#paint();
    this.dispatchEvent(new CustomEvent("move", { detail: this.#moments[index] ?? null }));
  }

  #paint() {
    const moment = this.#moments[Number(this.#input.value)];
    this.#text.replaceChildren(moment ? timeElement(moment, "clock") : "now");
    this.#now.disabled = !moment;
    this.#input.setAttribute("aria-valuetext", moment ? new Date(moment).toLocaleString() : "now");
    this.element.toggleAttribute("data-past", Boolean(moment));
    if (!moment) this.changes = [];
  }
}

/** What is different between two versions of an order, in words. */
export function changesBetween(before, after) {
  const plain = (value) => (value === null || value === undefined ? "none" : typeof value === "object" ? "set"
    : String(value));
  return Object.keys(after).filter((name) => !["version", "updated_at", "notes"].includes(name))
    .filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after[name]))
    .map((name) => `${name.replaceAll("_", " ")} ${plain(before?.[name])} → ${plain(after[name])}`);
}
