import { connection } from "../core/connection.js";
import { h, setText } from "../core/dom.js";
import { icon } from "./icon.js";

const WORDS = {
  connecting: { label: "Connecting", icon: "refresh", title: "Connecting to live updates." },
  updating: { label: "Updating", icon: "refresh", title: "Back again, catching up with what was missed." },
  live: { label: "Live", icon: "live", title: "Changes appear by themselves." },
  reconnecting: { label: "Reconnecting", icon: "refresh", title: "Live updates are interrupted and will catch up." },
  polling: { label: "Polling", icon: "refresh", title: "Changes are fetched every few seconds." },
  offline: { label: "Offline", icon: "offline", title: "No network. Everything catches up when it is back." },
};

/** Says in one word whether what the page shows is live; more when it is pressed. Hidden while nothing is followed. */
export class ConnectionPill extends HTMLElement {
  #source = connection;
  #label = h("span", { class: "label" });
  #picture = h("span", { class: "picture" });
  #sentence = h("p");
  #facts = h("dl");
  #retry = h("button", { type: "button", class: "button small wide", onclick: () => this.#status.retry?.() },
    "Try now");
  #sheet = h("div", { id: "connection-sheet", class: "connection-sheet", popover: "auto" },
    this.#sentence, this.#facts, this.#retry);
  #timer = 0;

  /** A pill for another source than the page's: it has a `state`, dispatches `state`, and may tell its `status`. */
  static follow(source) {
    const pill = document.createElement("connection-pill");
    pill.#source = source;
    return pill;
  }

  get #status() {
    return this.#source.status ?? { state: this.#source.state };
  }

  connectedCallback() {
    const button = h("button", { type: "button", popovertarget: "connection-sheet" }, this.#picture, this.#label);
    this.append(button, this.#sheet);
    this.#source.addEventListener("state", () => this.#show());
    this.#sheet.addEventListener("toggle", ({ newState }) => {
      clearInterval(this.#timer);
      if (newState !== "open") return;
      this.#showFacts();
      this.#timer = setInterval(() => this.#showFacts(), 1000);
    });
    this.#show();
  }

  #show() {
    const { state } = this.#status;
    const words = WORDS[state];
    this.hidden = !words;
    if (!words) return;
    if (this.dataset.state !== state) {
      this.dataset.state = state;
      setText(this.#label, words.label);
      this.#picture.replaceChildren(icon(words.icon));
    }
    if (this.#sheet.matches(":popover-open")) this.#showFacts();
  }

  #showFacts() {
    const status = this.#status;
    setText(this.#sentence, WORDS[status.state]?.title ?? "");
    const facts = [["Over", status.way]];
    if (status.state === "reconnecting") {
      const seconds = Math.max(0, Math.ceil(((status.retryAt ?? 0) - Date.now()) / 1000));
      facts.push(["Attempt", status.attempt ? String(status.attempt) : ""],
        ["Next try", seconds > 0 ? `in ${seconds} s` : "now"]);
    }
    if (status.heardAt) facts.push(["Last heard", `${Math.round((Date.now() - status.heardAt) / 1000)} s ago`]);
    if (status.position) facts.push(["Position", status.position]);
    this.#facts.replaceChildren(...facts.filter(([, value]) => value).map(([name, value]) =>
      h("div", {}, h("dt", {}, name), h("dd", { class: "figures" }, value))));
    this.#retry.hidden = status.state !== "reconnecting" || !status.retry;
  }
}

customElements.define("connection-pill", ConnectionPill);
