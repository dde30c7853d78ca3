import { h } from "../core/dom.js";
import { icon } from "./icon.js";

let count = 0;

/** What is wrong with a form, in one place, each entry a link into the field it is about. */
export class ErrorSummary {
  element = h("div", { class: "error-summary notice bad", tabindex: -1, hidden: true });

  /** `[{text, control}]`; an entry without a control is plain text. Takes the focus, so that it is read out. */
  show(errors) {
    const heading = errors.length === 1 ? "One thing is not right yet" : `${errors.length} things are not right yet`;
    this.element.replaceChildren(icon("alert"), h("div", {},
      h("h3", {}, heading),
      h("ul", {}, errors.map((error) => h("li", {}, entry(error))))));
    this.element.hidden = false;
    this.element.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  clear() {
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}

function entry({ text, control = null }) {
  if (!control) return text;
  control.id ||= `wrong-${++count}`;
  return h("a", {
    href: `#${control.id}`,
    onclick: (event) => {
      event.preventDefault();
      control.focus();
    },
  }, text);
}
