import { adminLive } from "../../../core/admin-live.js";
import { h, setText } from "../../../core/dom.js";
import { rate } from "../../../core/numbers.js";
import { icon } from "../../../parts/icon.js";

const SHOWN_EVERY_MS = 250;
const RATE_OVER_MS = 5000;

/**
 * Follows a topic as records come. However many they are, the page takes them four times a second and keeps the newest.
 * Dispatches `records` (detail: newest first) and `switch`.
 */
export class Tail extends EventTarget {
  static KEPT = 600;

  #topic;
  #screen;
  #sub = null;
  #controller = null;
  #waiting = [];
  #timer = 0;
  #arrivals = [];
  #isPaused = false;
  #skipped = 0;
  #text = h("span", { role: "status", class: "small figures" }, "Waiting for records");
  #pause = h("button", { type: "button", class: "button small", onclick: () => this.#turn() });
  button = h("button", { type: "button", class: "button small primary",
    onclick: () => (this.isOn ? this.stop() : this.start()) });
  element = h("div", { class: "tail-bar", hidden: true }, h("span", { class: "tail-dot" }), this.#text, this.#pause);
  #options;

  constructor(topic, screen, options) {
    super();
    this.#topic = topic;
    this.#screen = screen;
    this.#options = options;
    this.#paint();
  }

  get isOn() {
    return this.#controller !== null;
  }

  /** Begins, or begins anew with what the filter is now. */
  start() {
    this.#controller?.abort();
    this.#controller = new AbortController();
    this.#isPaused = false;
    const signal = AbortSignal.any([this.#controller.signal, this.#screen.signal]);
    this.#sub = adminLive.subscribe(`topic:${this.#topic}`, { from: "latest", ...this.#options() }, signal,
      (message) => this.#hear(message));
    this.#paint();
    this.dispatchEvent(new Event("switch"));
  }

  stop() {
    this.#controller?.abort();
    this.#controller = null;
    this.#waiting = [];
    this.#paint();
    this.dispatchEvent(new Event("switch"));
  }

  #turn() {
    this.#isPaused = !this.#isPaused;
    this.#sub[this.#isPaused ? "pause" : "resume"]();
    this.#paint();
  }

  #hear(message) {
    if (message.type === "error") setText(this.#text, message.title ?? "The tail is not available");
    if (message.type !== "event") return;
    const { partition, offset, timestamp, key, topic, data, type, id, headers } = message.event;
    this.#waiting.unshift({ topic, partition, offset, timestamp, key, value: data,
      headers: headers ?? [{ name: "ce_type", value: type }, { name: "ce_id", value: id }] });
    this.#arrivals.push(performance.now());
    if (this.#waiting.length > Tail.KEPT) {
      this.#skipped += this.#waiting.length - Tail.KEPT;
      this.#waiting.length = Tail.KEPT;
    }
    this.#timer ||= setTimeout(() => this.#flush(), SHOWN_EVERY_MS);
  }

  #flush() {
    this.#timer = 0;
    if (!this.isOn) return;
    const records = this.#waiting;
    this.#waiting = [];
    const since = performance.now() - RATE_OVER_MS;
    this.#arrivals = this.#arrivals.filter((at) => at > since);
    const skipped = this.#skipped > 0 ? `, ${this.#skipped} not shown` : "";
    setText(this.#text, `${rate(this.#arrivals.length / (RATE_OVER_MS / 1000))} records/s${skipped}`);
    this.dispatchEvent(new CustomEvent("records", { detail: records }));
  }

  #paint() {
    this.element.hidden = !this.isOn;
    this.element.toggleAttribute("data-paused", this.#isPaused);
    this.button.replaceChildren(icon(this.isOn ? "close" : "live"), this.isOn ? "Stop tail" : "Live tail");
    this.button.classList.toggle("primary", !this.isOn);
    this.#pause.replaceChildren(icon(this.#isPaused ? "play" : "pause"), this.#isPaused ? "Go on" : "Pause");
    if (this.#isPaused) setText(this.#text, "Paused; nothing is lost");
  }
}
