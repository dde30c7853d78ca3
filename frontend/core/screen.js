import { setTitle } from "./attention.js";
import { nodes } from "./dom.js";

/**
 * Base of every screen: an element whose listeners, requests and timers end when it leaves the page.
 * Subclasses implement `start()`, render an `<h1 tabindex="-1">` right away and set `heading`.
 */
export class Screen extends HTMLElement {
  #controller = null;

  /** Set by the router before the element is connected. */
  params = {};
  query = new URLSearchParams();
  router = null;

  connectedCallback() {
    this.#controller = new AbortController();
    this.classList.add("screen");
    this.start();
  }

  disconnectedCallback() {
    this.#controller.abort();
  }

  /** Aborts when the screen goes away; pass it to fetches and listeners. */
  get signal() {
    return this.#controller.signal;
  }

  set heading(text) {
    setTitle(text ? `${text} · Tradepost` : "Tradepost");
  }

  /** Listens for as long as the screen is on the page. */
  listen(target, type, handler) {
    target.addEventListener(type, handler, { signal: this.signal });
  }

  /** Calls `run` every `seconds` while the tab is visible and the screen is on the page. */
  every(seconds, run) {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") run();
    }, seconds * 1000);
    this.signal.addEventListener("abort", () => clearInterval(timer));
  }

  show(...children) {
    this.replaceChildren(...nodes(children));
  }

  start() {}
}
