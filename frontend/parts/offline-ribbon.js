import { h } from "../core/dom.js";
import { icon } from "./icon.js";

/** A line under the header while the browser has no network. */
class OfflineRibbon extends HTMLElement {
  connectedCallback() {
    this.append(h("p", {}, icon("offline"),
      "You are offline. What you see may be out of date; nothing you typed is lost."));
    window.addEventListener("online", () => this.#show());
    window.addEventListener("offline", () => this.#show());
    this.#show();
  }

  #show() {
    this.hidden = navigator.onLine;
  }
}

customElements.define("offline-ribbon", OfflineRibbon);
