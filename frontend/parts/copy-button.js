import { announce, h } from "../core/dom.js";
import { icon } from "./icon.js";

/** Copies a text and says so. `what` completes the label: "Copy tracking number". */
export function copyButton(text, what) {
  const button = h("button", {
    type: "button",
    class: "copy-button",
    "aria-label": `Copy ${what}`,
    title: `Copy ${what}`,
    onclick: async () => {
      const copied = await copy(text);
      button.replaceChildren(icon(copied ? "tick" : "alert"));
      button.dataset.done = String(copied);
      announce(copied ? "Copied" : "Copying is not possible here");
      setTimeout(() => {
        button.replaceChildren(icon("copy"));
        delete button.dataset.done;
      }, 1600);
    },
  }, icon("copy"));
  return button;
}

async function copy(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // No permission: the older way may still work.
    }
  }
  const area = h("textarea", { class: "visually-hidden", readonly: true, value: text });
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}
