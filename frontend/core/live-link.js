import { customerStream } from "./live-address.js";
import { LiveSocket } from "./live-socket.js";

const WORKER_ANSWERS_WITHIN_MS = 5_000;

/**
 * The way from a tab to its customer's stream: the socket in the shared worker, or one of the tab's own where there is
 * no such worker. `token(attempt)` resolves to the access token or null and throws when there is none to be had;
 * `tell(type, detail)` hears what a `LiveSocket` tells.
 */
export function openLink(options) {
  return "SharedWorker" in window ? new SharedLink(options) : new OwnLink(options);
}

class OwnLink {
  name = "a connection of this tab's own";
  #isClosed = false;
  #socket;

  constructor({ userId, token, tell }) {
    const address = async ({ attempt }) => customerStream(userId, await token(attempt));
    this.#socket = new LiveSocket({ address, tell });
    // Not before whoever opens the link has it: a socket tells its first status at once.
    queueMicrotask(() => {
      if (!this.#isClosed) this.#socket.start();
    });
  }

  close() {
    this.#isClosed = true;
    this.#socket.stop();
  }

  retry() {
    this.#socket.retryNow();
  }

  network(isOnline) {
    this.#socket.isOnline = isOnline;
  }
}

class SharedLink {
  name = "one connection for all tabs";
  #options;
  #port;
  #own = null;
  #patience = 0;

  constructor(options) {
    this.#options = options;
    const worker = new SharedWorker(new URL("./live-worker.js", import.meta.url), {
      type: "module", name: "tradepost-live",
    });
    this.#port = worker.port;
    worker.addEventListener("error", () => this.#fallBack());
    this.#port.addEventListener("message", ({ data }) => this.#receive(data));
    this.#port.start();
    this.#patience = setTimeout(() => this.#fallBack(), WORKER_ANSWERS_WITHIN_MS);
    this.#send({ type: "join", userId: options.userId });
    if (!navigator.onLine) this.network(false);
  }

  close() {
    clearTimeout(this.#patience);
    this.#send({ type: "leave" });
    this.#own?.close();
    this.#port.close();
  }

  retry() {
    if (this.#own) this.#own.retry();
    else this.#send({ type: "retry" });
  }

  network(isOnline) {
    if (this.#own) this.#own.network(isOnline);
    else this.#send({ type: "network", isOnline });
  }

  async #receive({ type, detail, id, attempt }) {
    clearTimeout(this.#patience);
    if (type !== "question") {
      this.#options.tell(type, detail);
      return;
    }
    try {
      this.#send({ type: "answer", id, answer: { token: await this.#options.token(attempt) } });
    } catch {
      this.#send({ type: "answer", id, answer: { isRefused: true } });
    }
  }

  /** The worker does not come up: better a socket of our own than none. */
  #fallBack() {
    clearTimeout(this.#patience);
    if (this.#own) return;
    this.#own = new OwnLink(this.#options);
    this.name = this.#own.name;
  }

  #send(message) {
    this.#port.postMessage(message);
  }
}
