import { h } from "../../core/dom.js";
import { copyButton } from "../../parts/copy-button.js";
import { icon } from "../../parts/icon.js";

/** A new secret, for the only time it can be seen. `onDone` is called when it has been kept. */
export function secretNotice(secret, url, onDone) {
  return h("section", { class: "panel secret-notice", tabindex: -1, "aria-labelledby": "secret-heading" },
    h("h2", { id: "secret-heading" }, icon("key"), "Keep this secret"),
    h("p", {}, `It signs what is sent to ${url}, and is not shown again.`),
    h("p", { class: "secret-text" }, h("code", {}, secret), copyButton(secret, "secret")),
    h("button", { type: "button", class: "button", onclick: onDone }, "I have kept it"));
}
