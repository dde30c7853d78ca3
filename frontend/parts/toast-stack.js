import { announce, h } from "../core/dom.js";
import { icon } from "./icon.js";

const MOST = 3;
const LASTS_MS = 6000;

/** Short messages at the edge of the screen. They wait while the pointer or the keyboard is on them. */
class ToastStack extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "Notices");
    // A link to where one is already is no help.
    document.addEventListener("tradepost:navigated", () => this.querySelector('[data-topic="cart"]')?.remove());
  }

  add(text, action, topic) {
    if (topic) this.querySelector(`[data-topic="${CSS.escape(topic)}"]`)?.remove();
    const close = h("button", { type: "button", class: "toast-close", "aria-label": "Dismiss" }, icon("close"));
    const toast = h("div", { class: "toast", dataset: topic ? { topic } : {} },
      h("p", {}, text), actionElement(action, () => toast.remove()), close);
    close.addEventListener("click", () => toast.remove());
    this.append(toast);
    while (this.children.length > MOST) this.firstElementChild.remove();
    announce(text);
    this.#expire(toast);
  }

  #expire(toast) {
    let timer = 0;
    const begin = () => {
      clearTimeout(timer);
      timer = setTimeout(() => toast.remove(), LASTS_MS);
    };
    const pause = () => clearTimeout(timer);
    toast.addEventListener("pointerenter", pause);
    toast.addEventListener("pointerleave", begin);
    toast.addEventListener("focusin", pause);
    toast.addEventListener("focusout", begin);
    begin();
  }
}

function actionElement(action, dismiss) {
  if (!action) return null;
  if (action.href) return h("a", { href: action.href, onclick: dismiss }, action.label);
  return h("button", { type: "button", class: "link-button", onclick: () => {
    action.run();
    dismiss();
  } }, action.label);
}

/**
 * Shows a toast. `action` is `{label, href}` or `{label, run}`; a newer toast replaces an older one of its `topic`.
 * Never the only place of an error.
 */
export function toast(text, action = null, topic = "") {
  document.querySelector("toast-stack").add(text, action, topic);
}

customElements.define("toast-stack", ToastStack);
