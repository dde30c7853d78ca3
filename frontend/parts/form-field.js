import { h, setText } from "../core/dom.js";
import { icon } from "./icon.js";

let count = 0;

/**
 * A labelled control with a hint and a place for its error.
 * `name` is also the segment of a JSON pointer that an error of the server is matched by.
 */
export class FormField extends HTMLElement {
  #error = h("p", { class: "field-error", hidden: true });
  #errorText = h("span");
  #label = h("label");
  #check = () => "";

  control;

  /** `options`: null for an input, or `[{value, label}]` for a select. `check(value)` answers an error text or "". */
  static create({ name, label, hint = "", options = null, optional = false, check = () => "", ...attributes }) {
    const field = document.createElement("form-field");
    field.#build({ name, label, hint, options, optional, attributes });
    field.#check = check;
    return field;
  }

  #build({ name, label, hint, options, optional, attributes }) {
    const id = `field-${++count}-${name}`;
    this.dataset.name = name;
    this.control = options
      ? h("select", { id, name, ...attributes }, options.map(({ value, label: text }) => h("option", { value }, text)))
      : h("input", { id, name, ...attributes });
    if (!optional) this.control.setAttribute("aria-required", "true");
    const described = [];
    this.#label.htmlFor = id;
    this.#label.append(label, optional ? h("span", { class: "soft" }, " (optional)") : "");
    this.#error.id = `${id}-error`;
    this.#error.append(icon("alert"), this.#errorText);
    described.push(this.#error.id);
    const parts = [this.#label, h("div", { class: "field-control" }, this.control)];
    if (hint) {
      described.unshift(`${id}-hint`);
      parts.push(h("p", { id: `${id}-hint`, class: "field-hint" }, hint));
    }
    this.control.setAttribute("aria-describedby", described.join(" "));
    this.append(...parts, this.#error);
    this.control.addEventListener("input", () => {
      if (!this.#error.hidden) this.error = this.problemNow();
    });
  }

  get name() {
    return this.control.name;
  }

  get value() {
    return this.control.value.trim();
  }

  set value(text) {
    this.control.value = text ?? "";
  }

  set label(text) {
    this.#label.firstChild.data = text;
  }

  get labelText() {
    return this.#label.firstChild.data;
  }

  get error() {
    return this.#error.hidden ? "" : this.#errorText.textContent;
  }

  set error(text) {
    this.#error.hidden = !text;
    setText(this.#errorText, text);
    if (text) this.control.setAttribute("aria-invalid", "true");
    else this.control.removeAttribute("aria-invalid");
  }

  /** What is wrong with the value now, or "". Does not show it. */
  problemNow() {
    return this.#check(this.control.value);
  }

  /** Adds something at the end of the control, such as a show-password button. */
  addTool(element) {
    this.querySelector(".field-control").append(element);
  }

  addNote(element) {
    this.#error.before(element);
  }
}

/** Checks all fields and shows what is wrong, without moving the cursor. Answers `[{text, control}]` for a summary. */
export function findErrors(fields) {
  for (const field of fields) field.error = field.problemNow();
  return fields.filter((field) => field.error).map((field) => ({ text: field.error, control: field.control }));
}

/** Checks all fields, shows what is wrong and puts the cursor into the first wrong one. Answers whether all is well. */
export function validate(fields) {
  for (const field of fields) field.error = field.problemNow();
  return focusFirstError(fields);
}

/** Shows the server's `errors[]` at their fields. Answers the errors that belong to none of them. */
export function showServerErrors(fields, problem) {
  const names = new Set(fields.map((field) => field.name));
  for (const field of fields) field.error = problem.errorFor(field.name);
  focusFirstError(fields);
  return problem.errors.filter(({ pointer }) => !names.has(String(pointer).split("/").at(-1)));
}

function focusFirstError(fields) {
  const wrong = fields.find((field) => field.error);
  wrong?.control.focus();
  return !wrong;
}

/** A check that only asks for something to be there. */
export function needed(message) {
  return (value) => (value.trim() ? "" : message);
}

customElements.define("form-field", FormField);
