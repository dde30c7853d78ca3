import { api } from "./api.js";
import { connection } from "./connection.js";
import { openLink } from "./live-link.js";
import { IDLE } from "./live-socket.js";
import { session } from "./session.js";

/**
 * The customer's stream, one socket for all tabs of a browser (`core/live-worker.js`). Dispatches:
 * - `state`: `live.state` changed (`idle`, `connecting`, `updating`, `live`, `reconnecting`, `offline`),
 * - `order`: an `order.update` message, `stock`: a `stock.update` message (detail), each position once,
 * - `resync`: messages may have been missed; whoever shows data refetches it quietly.
 */
class Live extends EventTarget {
  #customer = null;
  #link = null;
  #status = IDLE;

  constructor() {
    super();
    window.addEventListener("online", () => this.#network(true));
    window.addEventListener("offline", () => this.#network(false));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.retry();
    });
    window.addEventListener("pagehide", () => this.#close());
    // Back from the browser's page cache: everything may have changed meanwhile.
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted && this.#customer) this.#open();
    });
  }

  get state() {
    return this.#status.state;
  }

  /** Follows a customer: `{userId, isGuest}`. A guest has no token, which only a demonstration accepts. */
  start(customer) {
    if (this.#customer?.userId === customer.userId) return;
    this.stop();
    this.#customer = customer;
    this.#open();
  }

  stop() {
    this.#customer = null;
    this.#close();
    this.#enter(IDLE);
  }

  /** Tries to connect at once. */
  retry() {
    this.#link?.retry();
  }

  #open() {
    const link = openLink({
      userId: this.#customer.userId,
      token: (attempt) => this.#token(attempt),
      tell: (type, detail) => {
        if (link === this.#link) this.#receive(type, detail);
      },
    });
    this.#link = link;
  }

  #close() {
    this.#link?.close();
    this.#link = null;
  }

  /** A handshake refused for its token looks like any other failure, so after two the token is put to a test. */
  async #token(attempt) {
    if (this.#customer?.isGuest) return null;
    if (attempt === 2) await api.me();
    const token = await session.accessToken();
    if (!token) throw new Error("nobody is signed in");
    return token;
  }

  #receive(type, detail) {
    if (type === "status") this.#enter(detail);
    else this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #network(isOnline) {
    this.#link?.network(isOnline);
  }

  #enter(status) {
    const before = this.#status.state;
    this.#status = status;
    connection.show("customer", { ...status, way: this.#link?.name ?? "", retry: () => this.retry() });
    if (before !== status.state) this.dispatchEvent(new Event("state"));
  }
}

export const live = new Live();
