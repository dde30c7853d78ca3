import { h } from "../core/dom.js";

/** The chosen rows of a table, by key, with their checkboxes. */
export class TableSelection {
  #keys = new Set();
  #last = null;
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  get size() {
    return this.#keys.size;
  }

  has(key) {
    return this.#keys.has(String(key));
  }

  clear() {
    this.#keys.clear();
  }

  /** Chooses a row or not; with Shift everything from the last one on. */
  toggle(key, { isRange = false, keys = [] }) {
    const isOn = !this.#keys.has(key);
    const [from, to] = [keys.indexOf(this.#last), keys.indexOf(key)].sort((a, b) => a - b);
    for (const each of isRange && from >= 0 ? keys.slice(from, to + 1) : [key]) {
      if (isOn) this.#keys.add(each);
      else this.#keys.delete(each);
    }
    this.#last = key;
    this.#onChange();
  }

  headCell(allKeys, onChange) {
    const box = h("input", { type: "checkbox", "aria-label": "Choose all", onchange: () => {
      this.#keys = new Set(box.checked ? allKeys().map(String) : []);
      onChange();
      this.#onChange();
    } });
    return h("th", { scope: "col", role: "columnheader", class: "choose" }, box);
  }

  cell(key) {
    return h("td", { role: "cell", class: "choose" },
      h("input", { type: "checkbox", "aria-label": "Choose this row", checked: this.has(key) }));
  }
}
