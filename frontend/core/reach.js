const PROBE_EVERY_MS = 4_000;

/**
 * Whether the server answers, by the requests that are made anyway; while it does not, it is asked every few seconds.
 * Dispatches `change`.
 */
class Reach extends EventTarget {
  #isLost = false;
  #timer = 0;

  get isLost() {
    return this.#isLost || !navigator.onLine;
  }

  constructor() {
    super();
    self.addEventListener("online", () => this.#tell());
    self.addEventListener("offline", () => this.#tell());
  }

  /** A request has had an answer, whatever it said. */
  answered() {
    clearTimeout(this.#timer);
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#tell();
  }

  /** A request has had none. */
  failed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#probe(), PROBE_EVERY_MS);
    if (this.#isLost) return;
    this.#isLost = true;
    this.#tell();
  }

  async #probe() {
    try {
      await fetch("/health/live", { cache: "no-store", signal: AbortSignal.timeout(PROBE_EVERY_MS) });
      this.answered();
    } catch {
      this.failed();
    }
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

export const reach = new Reach();
