import { h, setText } from "../core/dom.js";
import { live } from "../core/live.js";
import { icon } from "./icon.js";

const WORDS = {
  connecting: { label: "Connecting", icon: "refresh", title: "Connecting to live updates" },
  live: { label: "Live", icon: "live", title: "Changes to your orders appear by themselves" },
  reconnecting: { label: "Reconnecting", icon: "refresh", title: "Live updates are interrupted and will catch up" },
  offline: { label: "Offline", icon: "offline", title: "No network. Everything catches up when it is back" },
};

/** Says in one word whether what the page shows is live. Hidden while nobody is signed in. */
class ConnectionPill extends HTMLElement {
  #label = h("span", { class: "label" });
  #picture = h("span", { class: "picture" });

  connectedCallback() {
    this.append(this.#picture, this.#label);
    live.addEventListener("state", () => this.#show());
    this.#show();
  }

  #show() {
    const words = WORDS[live.state];
    this.hidden = !words;
    if (!words) return;
    this.dataset.state = live.state;
    this.title = words.title;
    setText(this.#label, words.label);
    this.#picture.replaceChildren(icon(words.icon));
  }
}

customElements.define("connection-pill", ConnectionPill);
