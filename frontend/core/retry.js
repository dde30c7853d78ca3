const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 15_000;

/** Runs something again until it is told to stop: after growing pauses, and at once when the network is back. */
export class Retry {
  #run;
  #tick;
  #timer = 0;
  #attempt = 0;
  #onOnline = () => this.now();

  /** `run()` is tried; `tick(seconds)` hears every second how long until the next time. */
  constructor({ run, tick = () => {} }) {
    this.#run = run;
    this.#tick = tick;
  }

  /** Waits for the next turn, at least `atLeastS` seconds. */
  schedule(atLeastS = 0) {
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    const at = Date.now() + Math.max(delay * (0.75 + Math.random() / 4), atLeastS * 1000);
    window.addEventListener("online", this.#onOnline);
    clearTimeout(this.#timer);
    this.#count(at);
  }

  now() {
    this.#halt();
    this.#run();
  }

  stop() {
    this.#halt();
    this.#attempt = 0;
  }

  #count(at) {
    const left = at - Date.now();
    if (left <= 0) {
      this.now();
      return;
    }
    this.#tick(Math.ceil(left / 1000));
    this.#timer = setTimeout(() => this.#count(at), Math.min(left, 1000));
  }

  #halt() {
    clearTimeout(this.#timer);
    window.removeEventListener("online", this.#onOnline);
  }
}
