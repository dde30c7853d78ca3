import { h } from "../core/dom.js";

let count = 0;

/**
 * Gives a button a panel that opens under it, closes on Esc and on a click elsewhere. `fill(panel)` is called each
 * time before it opens. Answers the panel.
 */
export function attachPopover(button, fill, { className = "" } = {}) {
  const panel = h("div", { id: `popover-${++count}`, class: `popover ${className}`.trim(), popover: "auto" });
  button.setAttribute("popovertarget", panel.id);
  button.setAttribute("aria-expanded", "false");
  panel.addEventListener("beforetoggle", ({ newState }) => {
    if (newState === "open") fill(panel);
  });
  panel.addEventListener("toggle", ({ newState }) => {
    const isOpen = newState === "open";
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) {
      place(panel, button);
      panel.querySelector("input, select, button, a")?.focus({ preventScroll: true });
    }
  });
  button.after(panel);
  return panel;
}

/** Under the button, or above it where there is no room; never beyond the window. */
function place(panel, button) {
  const box = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = box.bottom + 6;
  const top = below + height > innerHeight - 8 ? Math.max(8, box.top - height - 6) : below;
  panel.style.setProperty("top", `${top}px`);
  panel.style.setProperty("left", `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`);
}
