import { h } from "../core/dom.js";
import { Store } from "../core/store.js";
import { icon } from "./icon.js";
import { attachPopover } from "./popover.js";

/** Remembers which columns of a table are shown, and the button that chooses them. */
export class ColumnChooser {
  #columns;
  #store;

  constructor(name, columns, onChange) {
    this.#columns = columns;
    const isValid = (value) => value !== null && typeof value === "object";
    this.#store = new Store({}, { storage: "localStorage", key: `tradepost.columns.${name}`, isValid });
    this.#store.addEventListener("change", onChange);
  }

  isShown(column) {
    return column.isFixed || (this.#store.get()[column.key] ?? !column.isHidden);
  }

  get button() {
    const button = h("button", { type: "button", class: "button small quiet" }, icon("columns"),
      h("span", {}, "Columns"));
    const wrapper = h("span", { class: "column-chooser" }, button);
    attachPopover(button, (panel) => panel.replaceChildren(h("fieldset", { class: "popover-form" },
      h("legend", { class: "small soft" }, "Columns"),
      this.#columns.filter(({ isFixed }) => !isFixed).map((column) => h("label", {},
        h("input", { type: "checkbox", checked: this.isShown(column), onchange: ({ target }) =>
          this.#store.set({ ...this.#store.get(), [column.key]: target.checked }) }), column.label)))));
    return wrapper;
  }
}
