import { api } from "./api.js";
import { isNewer } from "./position.js";
import { session } from "./session.js";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const PING_EVERY_MS = 20_000;
const ANSWER_WITHIN_MS = 8_000;
const CONNECT_WITHIN_MS = 10_000;

/**
 * The one socket of the page. It keeps itself connected, resumes from the last position it has seen and tells:
 * - `state`: `live.state` changed (`idle`, `connecting`, `live`, `reconnecting`, `offline`),
 * - `order`: an `order.update` message (detail), each position once,
 * - `resync`: messages may have been missed; whoever shows data refetches it quietly.
 */
class Live extends EventTarget {
  #userId = null;
  #socket = null;
  #state = "idle";
  #position = null;
  #failures = 0;
  #retryTimer = 0;
  #pingTimer = 0;
  #deadline = 0;

  constructor() {
    super();
    window.addEventListener("online", () => this.#retryNow());
    window.addEventListener("offline", () => this.#lose());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#retryNow();
    });
  }

  get state() {
    return this.#state;
  }

  start(userId) {
    if (this.#userId === userId) return;
    this.stop();
    this.#userId = userId;
    this.#connect();
  }

  stop() {
    this.#userId = null;
    this.#position = null;
    this.#failures = 0;
    this.#drop();
    this.#enter("idle");
  }

  async #connect() {
    clearTimeout(this.#retryTimer);
    if (!navigator.onLine) {
      this.#enter("offline");
      return;
    }
    this.#enter(this.#failures === 0 && this.#position === null ? "connecting" : "reconnecting");
    const userId = this.#userId;
    const token = await this.#freshToken();
    if (userId !== this.#userId || this.#socket) return;
    if (!token) {
      this.#retryLater();
      return;
    }
    this.#open(token);
  }

  /** A handshake refused for its token looks like any other failure, so after two the token is put to a test. */
  async #freshToken() {
    try {
      if (this.#failures === 2) await api.me();
      return await session.accessToken();
    } catch {
      return null;
    }
  }

  #open(token) {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const resumedFrom = this.#position;
    const query = resumedFrom === null ? "" : `?from=${encodeURIComponent(resumedFrom)}`;
    const url = `${scheme}//${location.host}/ws/orders/${encodeURIComponent(this.#userId)}${query}`;
    const socket = new WebSocket(url, [`bearer.${token}`]);
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
    clearTimeout(this.#deadline);
    if (data === "pong") return;
    const message = parse(data);
    if (message?.type === "welcome") {
      this.#failures = 0;
      this.#enter("live");
      this.#keepAlive();
      // When resuming, the missed messages follow: their positions are older than the welcome's.
      if (resumedFrom === null) {
        this.#position = message.position ?? null;
        this.#emit("resync");
      }
    } else if (message?.type === "order.update") {
      if (!isNewer(message.position, this.#position)) return;
      this.#position = message.position;
      this.#emit("order", message);
    } else if (message?.type === "heartbeat") {
      if (isNewer(message.position, this.#position)) this.#position = message.position;
    } else if (message?.type === "reset") {
      this.#position = message.position ?? null;
      this.#emit("resync");
    }
  }

  #keepAlive() {
    clearInterval(this.#pingTimer);
    this.#pingTimer = setInterval(() => {
      this.#socket.send("ping");
      this.#expectWithin(ANSWER_WITHIN_MS);
    }, PING_EVERY_MS);
  }

  /** Gives the connection up unless something arrives in time: a dead network often closes nothing. */
  #expectWithin(milliseconds) {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#lose(), milliseconds);
  }

  #lose() {
    this.#drop();
    if (this.#userId === null) return;
    this.#failures += 1;
    this.#retryLater();
  }

  #retryLater() {
    if (!navigator.onLine) {
      this.#enter("offline");
      return;
    }
    this.#enter("reconnecting");
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    const delay = FIRST_DELAY_MS + Math.random() * (ceiling - FIRST_DELAY_MS);
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
  }

  #retryNow() {
    if (this.#userId === null || this.#socket) return;
    this.#failures = Math.min(this.#failures, 1);
    this.#connect();
  }

  #drop() {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#deadline);
    clearInterval(this.#pingTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #enter(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#emit("state");
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

export const live = new Live();
