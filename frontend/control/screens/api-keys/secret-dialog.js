import { h } from "../../../core/dom.js";
import { copyButton } from "../../../parts/copy-button.js";
import { icon } from "../../../parts/icon.js";
import { openModal } from "../../../parts/modal.js";

/** Shows a secret for its only time. The dialog goes away by a button that says so. */
export function showSecret(title, secret, text) {
  const kept = h("button", { type: "button", class: "button primary" }, "I have kept it");
  const dialog = openModal({ title, body: h("div", { class: "stack" }, h("p", {}, text),
    h("p", { class: "notice warn" }, icon("alert"), h("span", {},
      "It is shown this once. The server keeps no copy that could be read.")),
    h("p", { class: "row secret" }, h("code", { class: "mono" }, secret), copyButton(secret, "secret"))),
      footer: [kept] });
  kept.addEventListener("click", () => dialog.close());
  kept.focus();
}
