import { isNewer } from "./position.js";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const PING_EVERY_MS = 20_000;
const ANSWER_WITHIN_MS = 8_000;
const CONNECT_WITHIN_MS = 10_000;
const CAUGHT_UP_AFTER_MS = 500;

/** The status of a connection that nobody has asked for. */
export const IDLE = { state: "idle", position: null, attempt: 0, retryAt: 0, heardAt: 0 };

/**
 * A socket that keeps itself connected and resumes from the last position it has seen. It runs in a page and in a
 * worker alike. `tell(type, detail)` hears:
 * - `status`: `{state, position, attempt, retryAt, heardAt}` with the state `idle`, `connecting`, `updating` (catching
 *   up with what was missed), `live`, `reconnecting` or `offline`,
 * - `order` and `stock`: an update, each position once,
 * - `resync`: messages may have been missed; whoever shows data refetches it quietly.
 */
export class LiveSocket {
  #address;
  #tell;
  #status = IDLE;
  #isRunning = false;
  #isOnline = navigator.onLine;
  #socket = null;
  #goal = null;
  #timers = { retry: 0, ping: 0, deadline: 0, settle: 0 };

  /** `address({position, attempt})` resolves to `{url, protocols}`, or to null when there is none at the moment. */
  constructor({ address, tell }) {
    this.#address = address;
    this.#tell = tell;
  }

  get status() {
    return this.#status;
  }

  start() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#connect();
  }

  stop() {
    this.#isRunning = false;
    this.#drop();
    this.#enter(IDLE);
  }

  /** Tries at once instead of waiting for the next turn. */
  retryNow() {
    if (!this.#isRunning || this.#socket) return;
    this.#status = { ...this.#status, attempt: Math.min(this.#status.attempt, 1) };
    this.#connect();
  }

  /** What the browser says about the network. */
  set isOnline(isOnline) {
    const before = this.#isOnline;
    this.#isOnline = isOnline;
    if (!this.#isRunning || before === isOnline) return;
    if (isOnline) this.retryNow();
    else this.#lose();
  }

  async #connect() {
    clearTimeout(this.#timers.retry);
    const { attempt, position } = this.#status;
    if (!this.#isOnline) {
      this.#enter({ state: "offline", retryAt: 0 });
      return;
    }
    this.#enter({ state: attempt === 0 && position === null ? "connecting" : "reconnecting", retryAt: 0 });
    const address = await this.#address({ position, attempt }).catch(() => null);
    if (!this.#isRunning || this.#socket) return;
    if (address) this.#open(address, position);
    else this.#retryLater();
  }

  #open({ url, protocols }, resumedFrom) {
    const query = resumedFrom === null ? "" : `?from=${encodeURIComponent(resumedFrom)}`;
    const socket = new WebSocket(url + query, protocols);
    this.#socket = socket;
    this.#expectWithin(CONNECT_WITHIN_MS);
    socket.addEventListener("message", ({ data }) => {
      if (socket === this.#socket) this.#receive(data, resumedFrom);
    });
    socket.addEventListener("close", () => {
      if (socket === this.#socket) this.#lose();
    });
  }

  #receive(data, resumedFrom) {
    clearTimeout(this.#timers.deadline);
    this.#status = { ...this.#status, heardAt: Date.now() };
    const message = data === "pong" ? null : parse(data);
    if (message?.type === "welcome") this.#welcome(message, resumedFrom);
    else if (message?.type === "heartbeat") this.#advance(message.position);
    else if (message?.type === "reset") this.#status = { ...this.#status, position: null };
    else if (message?.type === "snapshot") this.#begin(message.position);
    else if (message?.type?.endsWith(".update") && this.#advance(message.position)) {
      this.#tell(message.type === "stock.update" ? "stock" : "order", message);
    }
  }

  #welcome({ position }, resumedFrom) {
    this.#keepAlive();
    this.#status = { ...this.#status, attempt: 0 };
    if (resumedFrom === null) {
      this.#begin(position);
      return;
    }
    // The missed messages follow, with positions older than the welcome's.
    this.#goal = position;
    this.#enter({ state: "updating" });
    this.#settleSoon();
  }

  /** A new starting point: what came before it has to be read anew. */
  #begin(position) {
    this.#enter({ state: "live", position: position ?? null });
    this.#tell("resync");
  }

  /** Whether the position is a new one. */
  #advance(position) {
    if (!isNewer(position, this.#status.position)) return false;
    this.#status = { ...this.#status, position };
    if (this.#status.state === "updating") this.#settleSoon();
    return true;
  }

  #settleSoon() {
    clearTimeout(this.#timers.settle);
    const isThere = !isNewer(this.#goal, this.#status.position);
    this.#timers.settle = setTimeout(() => {
      if (this.#status.state === "updating") this.#enter({ state: "live" });
    }, isThere ? 0 : CAUGHT_UP_AFTER_MS);
  }

  #keepAlive() {
    clearInterval(this.#timers.ping);
    this.#timers.ping = setInterval(() => {
      this.#socket.send("ping");
      this.#expectWithin(ANSWER_WITHIN_MS);
    }, PING_EVERY_MS);
  }

  /** Gives the connection up unless something arrives in time: a dead network often closes nothing. */
  #expectWithin(milliseconds) {
    clearTimeout(this.#timers.deadline);
    this.#timers.deadline = setTimeout(() => this.#lose(), milliseconds);
  }

  #lose() {
    this.#drop();
    if (!this.#isRunning) return;
    this.#status = { ...this.#status, attempt: this.#status.attempt + 1 };
    this.#retryLater();
  }

  #retryLater() {
    if (!this.#isOnline) {
      this.#enter({ state: "offline", retryAt: 0 });
      return;
    }
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#status.attempt);
    const delay = FIRST_DELAY_MS + Math.random() * (ceiling - FIRST_DELAY_MS);
    this.#enter({ state: "reconnecting", retryAt: Date.now() + delay });
    clearTimeout(this.#timers.retry);
    this.#timers.retry = setTimeout(() => this.#connect(), delay);
  }

  #drop() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #enter(change) {
    this.#status = { ...this.#status, ...change };
    this.#tell("status", this.#status);
  }
}

function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
