import { h, setText } from "../core/dom.js";
import { live } from "../core/live.js";
import { icon } from "./icon.js";

const WORDS = {
  connecting: { label: "Connecting", icon: "refresh", title: "Connecting to live updates" },
  live: { label: "Live", icon: "live", title: "Changes to your orders appear by themselves" },
  reconnecting: { label: "Reconnecting", icon: "refresh", title: "Live updates are interrupted and will catch up" },
  polling: { label: "Polling", icon: "refresh", title: "No live connection here: changes are fetched every few seconds" },
  offline: { label: "Offline", icon: "offline", title: "No network. Everything catches up when it is back" },
};

/** Says in one word whether what the page shows is live. Hidden while nobody is signed in. */
export class ConnectionPill extends HTMLElement {
  #source = live;
  #label = h("span", { class: "label" });
  #picture = h("span", { class: "picture" });

  /** A pill that follows another connection than the shop's. */
  static follow(source) {
    const pill = document.createElement("connection-pill");
    pill.#source = source;
    return pill;
  }

  connectedCallback() {
    this.append(this.#picture, this.#label);
    this.#source.addEventListener("state", () => this.#show());
    this.#show();
  }

  #show() {
    const words = WORDS[this.#source.state];
    this.hidden = !words;
    if (!words) return;
    this.dataset.state = this.#source.state;
    this.title = words.title;
    setText(this.#label, words.label);
    this.#picture.replaceChildren(icon(words.icon));
  }
}

customElements.define("connection-pill", ConnectionPill);
