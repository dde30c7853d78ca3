import { h } from "../core/dom.js";
import { icon } from "./icon.js";
import { attachPopover } from "./popover.js";

const TYPING_PAUSE_MS = 250;

/**
 * Search and filters of a list as chips. `filters`: `[{name, label, kind, options}]` with the kinds `choice`,
 * `choices`,
 * `text`, `date` and `amount`. `value` is an object of query parameters; `change` is dispatched when it has changed.
 */
export class FilterBar extends HTMLElement {
  #filters = [];
  #value = {};
  #search = null;
  #chips = h("div", { class: "chips" });
  #typing = 0;

  static create({ filters, search = null, tools = [], label = "Filters" }) {
    const bar = document.createElement("filter-bar");
    bar.setAttribute("role", "search");
    bar.setAttribute("aria-label", label);
    bar.#filters = filters;
    if (search) {
      bar.#search = h("input", { type: "search", placeholder: search, "aria-label": search, autocomplete: "off",
        spellcheck: "false", dataset: { shortcut: "search" }, oninput: () => bar.#type() });
      bar.append(h("div", { class: "filter-search" }, icon("search"), bar.#search));
    }
    bar.append(bar.#chips, h("div", { class: "filter-tools" }, tools));
    return bar;
  }

  get value() {
    return this.#value;
  }

  set value(value) {
    this.#value = Object.fromEntries(Object.entries(value).filter(([name, text]) =>
      text && (name === "q" ? this.#search : this.#filters.some((filter) => filter.name === name))));
    if (this.#search && this.#search.value !== (this.#value.q ?? "")) this.#search.value = this.#value.q ?? "";
    this.#paint();
  }

  get isEmpty() {
    return Object.keys(this.#value).length === 0;
  }

  clear() {
    this.#set({});
  }

  #set(value) {
    this.value = value;
    this.dispatchEvent(new Event("change"));
  }

  #type() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#put("q", this.#search.value.trim()), TYPING_PAUSE_MS);
  }

  #put(name, text) {
    const { [name]: _, ...rest } = this.#value;
    this.#set(text ? { ...rest, [name]: text } : rest);
  }

  #paint() {
    const focused = this.#chips.contains(document.activeElement) ? document.activeElement.dataset.name : null;
    const set = this.#filters.filter(({ name }) => this.#value[name]);
    this.#chips.replaceChildren();
    for (const filter of set) this.#chips.append(this.#chip(filter));
    if (set.length < this.#filters.length) this.#addButton(set);
    if (!this.isEmpty) {
      this.#chips.append(h("button", { type: "button", class: "link-button small", onclick: () => this.clear() },
        "Clear"));
    }
    if (focused) this.#chips.querySelector(`[data-name="${focused}"]`)?.focus();
  }

  #chip(filter) {
    const open = h("button", { type: "button", class: "chip-open", dataset: { name: filter.name } },
      h("span", { class: "soft" }, `${filter.label}: `), words(filter, this.#value[filter.name]));
    const remove = h("button", { type: "button", class: "chip-remove", "aria-label": `Remove filter ${filter.label}`,
      onclick: () => this.#put(filter.name, "") }, icon("close"));
    const chip = h("span", { class: "chip" }, open, remove);
    attachPopover(open, (panel) => panel.replaceChildren(this.#editor(filter, panel)));
    return chip;
  }

  #addButton(set) {
    const button = h("button", { type: "button", class: "chip-add", dataset: { name: "+" } }, icon("filter"), "Filter");
    this.#chips.append(button);
    attachPopover(button, (panel) => {
      const others = this.#filters.filter((filter) => !set.includes(filter));
      panel.replaceChildren(h("div", { class: "popover-list" }, others.map((filter) =>
        h("button", { type: "button", onclick: () => {
          const editor = this.#editor(filter, panel);
          panel.replaceChildren(editor);
          editor.querySelector("input, select")?.focus();
        } }, filter.label))));
    });
  }

  #editor(filter, panel) {
    const value = this.#value[filter.name] ?? "";
    const done = (text) => {
      panel.hidePopover();
      this.#put(filter.name, text);
    };
    if (filter.kind === "choice") {
      return h("div", { class: "popover-list", role: "group", "aria-label": filter.label },
        filter.options.map((option) =>
        h("button", { type: "button", "aria-pressed": String(option.value === value),
          onclick: () => done(option.value) },
          option.label)));
    }
    const apply = h("button", { type: "submit", class: "button primary small" }, "Apply");
    if (filter.kind === "choices") {
      const chosen = new Set(value.split(","));
      const boxes = filter.options.map((option) => h("label", {},
        h("input", { type: "checkbox", value: option.value, checked: chosen.has(option.value) }), option.label));
      const read = () => boxes.map((box) => box.firstChild).filter((box) => box.checked)
        .map((box) => box.value).join(",");
      return form(filter.label, boxes, apply, () => done(read()));
    }
    const types = { date: "datetime-local", amount: "number" };
    const input = h("input", { type: types[filter.kind] ?? "text", value: filter.kind === "date" ? localTime(value)
      : value,
      "aria-label": filter.label, step: filter.kind === "amount" ? "0.01" : null, spellcheck: "false" });
    const read = () => (filter.kind === "date" && input.value ? new Date(input.value).toISOString()
      : input.value.trim());
    return form(filter.label, input, apply, () => done(read()));
  }
}

function form(label, content, apply, onApply) {
  return h("form", { class: "popover-form", onsubmit: (event) => {
    event.preventDefault();
    onApply();
  } }, h("fieldset", {}, h("legend", { class: "small soft" }, label), content), apply);
}

function words(filter, value) {
  if (filter.kind === "date") return new Date(value).toLocaleString(undefined,
    { dateStyle: "medium", timeStyle: "short" });
  const labels = (filter.options ?? []).filter((option) => value.split(",").includes(option.value))
    .map(({ label }) => label);
  return labels.length > 0 ? labels.join(", ") : value;
}

/** What `datetime-local` wants: the moment in the browser's own time zone, without one. */
export function localTime(iso) {
  const date = new Date(iso);
  if (!iso || Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

customElements.define("filter-bar", FilterBar);
