import { accountApi } from "../../core/api.js";
import { announce, h } from "../../core/dom.js";
import { randomKey } from "../../core/http.js";
import { problemNotice } from "../../parts/problem-panel.js";

const CHANNELS = [
  { name: "in_app", label: "In the shop", hint: "Always on: this is where your orders are." },
  { name: "email", label: "Email", hint: "Confirmation, shipping, delivery and anything that goes wrong." },
  { name: "sms", label: "Text message", hint: "To the phone number of your profile." },
];

/** A switch for each channel. A choice counts at once and goes back when the server does not take it. */
export function notificationChoices(settings) {
  const notice = h("div", { class: "form-notice" });
  const rows = CHANNELS.map(({ name, label, hint }) => {
    const box = h("input", {
      type: "checkbox", checked: settings[name] === true, disabled: name === "in_app",
      onchange: () => choose(name, label, box),
    });
    return h("label", { class: "switch-row" }, box,
      h("span", { class: "words" }, h("span", {}, label), h("span", { class: "small soft" }, hint)));
  });

  async function choose(name, label, box) {
    const wanted = box.checked;
    box.disabled = true;
    notice.replaceChildren();
    try {
      await accountApi.chooseNotifications({ [name]: wanted }, randomKey());
      announce(`${label}: ${wanted ? "on" : "off"}`);
    } catch (problem) {
      box.checked = !wanted;
      notice.replaceChildren(problemNotice(problem));
    } finally {
      box.disabled = false;
      box.focus();
    }
  }

  return [notice, h("div", {}, rows)];
}
