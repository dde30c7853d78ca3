import { h, setText } from "../core/dom.js";
import { randomKey } from "../core/http.js";
import { showServerErrors, validate } from "./form-field.js";
import { countDown, problemNotice } from "./problem-panel.js";

const SAVED_FOR_MS = 2500;

/**
 * A small form that is sent once however often it is submitted. `send(values, key)` does the work and keeps its key
 * until an answer is known; `done` is what the button says then.
 */
export function saveForm({ fields, label, done = "Saved", send }) {
  const notice = h("div", { class: "form-notice" });
  const text = h("span", {}, label);
  const button = h("button", { type: "submit", class: "button primary" }, text);
  const status = h("span", { class: "visually-hidden", role: "status" });
  let isSending = false;
  let key = randomKey();

  async function submit(event) {
    event.preventDefault();
    if (isSending || button.disabled || !validate(fields)) return;
    isSending = true;
    button.setAttribute("aria-busy", "true");
    notice.replaceChildren();
    try {
      await send(Object.fromEntries(fields.map((field) => [field.name, field.control.value])), key);
      key = randomKey();
      setText(text, done);
      setText(status, done);
      setTimeout(() => {
        setText(text, label);
        setText(status, "");
      }, SAVED_FOR_MS);
    } catch (problem) {
      if (!problem.isUncertain) key = randomKey();
      explain(problem);
    } finally {
      isSending = false;
      button.removeAttribute("aria-busy");
    }
  }

  function explain(problem) {
    const elsewhere = showServerErrors(fields, problem);
    if (problem.errors.length === 0 || elsewhere.length > 0) notice.replaceChildren(problemNotice(problem));
    countDown(problem.retryAfter, (left) => {
      button.disabled = left > 0;
      setText(text, left > 0 ? `Try again in ${left} s` : label);
    });
  }

  return h("form", { class: "settings-form", novalidate: true, onsubmit: submit }, notice, fields, button, status);
}
