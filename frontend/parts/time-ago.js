import { clock } from "../core/clock.js";
import { setText } from "../core/dom.js";
import { agoInWords, exactTime } from "../core/time.js";

const SOON_MS = 1_000;
const LATER_MS = 20_000;

/** How long ago something was, kept current while it is on the page; the exact moment on hover. Set `moment`. */
export class TimeAgo extends HTMLElement {
  #time = document.createElement("time");
  #timer = 0;

  connectedCallback() {
    this.append(this.#time);
    this.#tick();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  set moment(iso) {
    if (this.#time.dateTime === iso) return;
    this.#time.dateTime = iso;
    this.#time.title = exactTime(iso);
    this.#tick();
  }

  #tick() {
    clearTimeout(this.#timer);
    if (!this.isConnected || !this.#time.dateTime) return;
    setText(this.#time, agoInWords(this.#time.dateTime, clock.now));
    const age = clock.now - new Date(this.#time.dateTime);
    this.#timer = setTimeout(() => this.#tick(), age < 60_000 ? SOON_MS : LATER_MS);
  }
}

customElements.define("time-ago", TimeAgo);
