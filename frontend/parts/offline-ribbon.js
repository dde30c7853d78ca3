import { h, setText } from "../core/dom.js";
import { reach } from "../core/reach.js";
import { icon } from "./icon.js";

/** A line under the header while what is shown may be out of date: no network, or a server that does not answer. */
class OfflineRibbon extends HTMLElement {
  #words = h("span");

  connectedCallback() {
    this.setAttribute("role", "status");
    this.append(h("p", {}, icon("offline"), this.#words));
    reach.addEventListener("change", () => this.#show());
    this.#show();
  }

  #show() {
    this.hidden = !reach.isLost;
    if (this.hidden) return;
    const why = navigator.onLine ? "The server cannot be reached." : "You are offline.";
    setText(this.#words, `${why} What you see may be out of date; nothing you typed is lost.`);
  }
}

customElements.define("offline-ribbon", OfflineRibbon);
