import { h } from "../core/dom.js";
import { icon } from "./icon.js";

/**
 * A panel at the edge that shows one thing of a list without leaving the list; over everything on narrow screens.
 * Dispatches `close`, and `step` (detail −1 or 1) for the thing before or after.
 */
export class SidePanel extends HTMLElement {
  #title = h("h2", { tabindex: -1 });
  #body = h("div", { class: "side-body" });
  #tools = h("div", { class: "side-tools" });
  #before = null;

  static create() {
    const panel = document.createElement("side-panel");
    panel.hidden = true;
    panel.setAttribute("role", "complementary");
    panel.setAttribute("aria-label", "Preview");
    const tool = (name, label, run) => h("button", {
      type: "button", class: "button quiet icon-only", "aria-label": label, title: label, onclick: run,
    }, icon(name));
    panel.#tools.append(
      tool("up", "Previous (k)", () => panel.#step(-1)), tool("down", "Next (j)", () => panel.#step(1)),
      tool("close", "Close (Esc)", () => panel.close()));
    panel.append(h("header", {}, panel.#title, panel.#tools), panel.#body);
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") panel.close();
      else if (event.key === "ArrowDown" && event.target === panel.#title) panel.#step(1);
      else if (event.key === "ArrowUp" && event.target === panel.#title) panel.#step(-1);
      else return;
      event.preventDefault();
    });
    return panel;
  }

  show(title, ...content) {
    if (this.hidden) this.#before = document.activeElement;
    this.hidden = false;
    this.#title.replaceChildren(...[title].flat());
    this.#body.replaceChildren(...content);
  }

  focusTitle() {
    this.#title.focus({ preventScroll: true });
  }

  close() {
    if (this.hidden) return;
    this.hidden = true;
    this.#body.replaceChildren();
    if (this.#before?.isConnected) this.#before.focus({ preventScroll: true });
    this.dispatchEvent(new Event("close"));
  }

  #step(by) {
    this.dispatchEvent(new CustomEvent("step", { detail: by }));
  }
}

customElements.define("side-panel", SidePanel);
