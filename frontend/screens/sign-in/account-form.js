import { h, setText } from "../../core/dom.js";
import { FormField, showServerErrors, validate } from "../../parts/form-field.js";
import { icon } from "../../parts/icon.js";
import { countDown, problemNotice } from "../../parts/problem-panel.js";

const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD_BYTES = 72;

export function emailField() {
  return FormField.create({
    name: "email", label: "Email", type: "email", autocomplete: "username", inputmode: "email", maxlength: 255,
    autocapitalize: "none", spellcheck: "false",
    check: (value) => {
      if (!value.trim()) return "Enter your email address.";
      return /^[^\s@]+@[^\s@]+$/.test(value.trim()) ? "" : "An email address looks like name@example.com.";
    },
  });
}

/** A password with a show toggle and a note while Caps Lock is on. `isNew` asks password managers to suggest one. */
export function passwordField({ isNew, name = "password", label = "Password" }) {
  const field = FormField.create({
    name, label, type: "password", autocomplete: isNew ? "new-password" : "current-password",
    hint: isNew ? `At least ${SHORTEST_PASSWORD} characters.` : "",
    check: (value) => passwordProblem(value, isNew),
  });
  if (isNew) {
    const rules = `minlength: ${SHORTEST_PASSWORD}; maxlength: ${LONGEST_PASSWORD_BYTES};`;
    field.control.setAttribute("passwordrules", rules);
  }
  field.classList.add("password");

  const toggle = h("button", {
    type: "button", class: "button quiet small field-tool", "aria-label": `Show ${label.toLowerCase()}`,
  }, "Show");
  toggle.addEventListener("click", () => {
    const shown = field.control.type === "password";
    field.control.type = shown ? "text" : "password";
    setText(toggle, shown ? "Hide" : "Show");
    toggle.setAttribute("aria-label", `${shown ? "Hide" : "Show"} ${label.toLowerCase()}`);
  });
  field.addTool(toggle);

  const caps = h("p", { class: "field-note", role: "status", hidden: true },
    icon("alert"), h("span", {}, "Caps Lock is on."));
  field.addNote(caps);
  const watch = (event) => {
    if (typeof event.getModifierState === "function") caps.hidden = !event.getModifierState("CapsLock");
  };
  field.control.addEventListener("keydown", watch);
  field.control.addEventListener("keyup", watch);
  field.control.addEventListener("blur", () => {
    caps.hidden = true;
  });
  return field;
}

function passwordProblem(value, isNew) {
  if (!value) return isNew ? "Choose a password." : "Enter your password.";
  if (!isNew) return "";
  if ([...value].length < SHORTEST_PASSWORD) return `Use at least ${SHORTEST_PASSWORD} characters.`;
  const bytes = new TextEncoder().encode(value).length;
  return bytes > LONGEST_PASSWORD_BYTES ? `Use at most ${LONGEST_PASSWORD_BYTES} bytes; this one has ${bytes}.` : "";
}

/**
 * A form that checks its fields, sends them once however often it is submitted, and shows what the server says.
 * `send(values)` does the work; `explain(problem)` may answer an element for problems it knows better.
 */
export function accountForm({ fields, action, label, send, explain = () => null }) {
  const notice = h("div", { class: "form-notice" });
  const text = h("span", {}, label);
  const button = h("button", { type: "submit", class: "button primary wide" }, text);
  let sending = false;

  async function submit(event) {
    event.preventDefault();
    if (sending || button.disabled || !validate(fields)) return;
    sending = true;
    button.setAttribute("aria-busy", "true");
    notice.replaceChildren();
    try {
      await send(Object.fromEntries(fields.map((field) => [field.name, field.control.value])));
    } catch (problem) {
      showProblem(problem);
    } finally {
      sending = false;
      button.removeAttribute("aria-busy");
    }
  }

  function showProblem(problem) {
    const elsewhere = showServerErrors(fields, problem);
    const shownInline = problem.errors.length > elsewhere.length;
    if (!shownInline || elsewhere.length > 0) notice.replaceChildren(explain(problem) ?? problemNotice(problem));
    countDown(problem.retryAfter, (left) => {
      button.disabled = left > 0;
      setText(text, left > 0 ? `Try again in ${left} s` : label);
    });
  }

  return h("form", { class: "account-form", method: "post", action, novalidate: true, onsubmit: submit },
    notice, fields, button);
}
