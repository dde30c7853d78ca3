import { h } from "../core/dom.js";
import { Problem } from "../core/problem.js";
import { showServerErrors, validate } from "./form-field.js";
import { icon } from "./icon.js";
import { problemNotice } from "./problem-panel.js";

let count = 0;

/**
 * A dialog over everything else; the browser keeps the focus inside and gives it back. Closed by Esc, by the cross, or
 * by `close()` of the answer.
 */
export function openModal({ title, body, footer = [], wide = false, onClose = () => {} }) {
  const id = `modal-${++count}`;
  const close = h("button", { type: "button", class: "button quiet icon-only", "aria-label": "Close" }, icon("close"));
  const dialog = h("dialog", { class: wide ? "modal wide" : "modal", "aria-labelledby": id },
    h("header", {}, h("h2", { id }, title), close),
    h("div", { class: "modal-body" }, body),
    footer.length > 0 ? h("footer", {}, footer) : null);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Asks before something is done, with fields where it needs them. `run(values)` does it; what goes wrong is explained
 * in the dialog, which stays. `typed` is a word that has to be typed first. Resolves to whether it was done.
 */
export function ask({ title, text = null, fields = [], extra = null, action, danger = false, typed = "", run }) {
  return new Promise((resolve) => {
    let done = false;
    const notice = h("div", {});
    const button = h("button", { type: "submit", class: danger ? "button danger" : "button primary" }, action);
    const guard = typed ? typedField(typed, button) : null;
    const back = h("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Not now");
    const submit = async (event) => {
      event.preventDefault();
      if (button.disabled || button.getAttribute("aria-busy") || !validate(fields)) return;
      button.setAttribute("aria-busy", "true");
      notice.replaceChildren();
      try {
        await run(Object.fromEntries(fields.map((field) => [field.name, field.value])));
        done = true;
        dialog.close();
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        const elsewhere = showServerErrors(fields, problem);
        if (problem.errors.length === 0 || elsewhere.length > 0) notice
          .replaceChildren(problemNotice(problem, list(elsewhere)));
      } finally {
        button.removeAttribute("aria-busy");
      }
    };
    const form = h("form", { class: "modal-form", novalidate: true, onsubmit: submit },
      text ? h("p", {}, text) : null, notice, fields, extra, guard,
      h("div", { class: "modal-actions" }, back, button));
    const dialog = openModal({ title, body: form, onClose: () => resolve(done) });
    (fields[0]?.control ?? guard?.querySelector("input") ?? back).focus();
  });
}

function typedField(word, button) {
  button.disabled = true;
  const input = h("input", { id: "typed-word", autocomplete: "off", spellcheck: "false", autocapitalize: "none" });
  input.addEventListener("input", () => {
    button.disabled = input.value.trim() !== word;
  });
  return h("div", { class: "typed" },
    h("label", { for: "typed-word" }, "Type ", h("strong", { class: "mono" }, word), " to confirm"),
    h("div", { class: "field-control" }, input));
}

function list(errors) {
  return errors.length > 0 ? h("ul", {}, errors.map(({ detail }) => h("li", {}, detail))) : null;
}
