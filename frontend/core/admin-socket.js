import { isNewer } from "./position.js";

const CONNECT_WITHIN_MS = 10_000;
const PING_EVERY_MS = 20_000;
const ANSWER_WITHIN_MS = 8_000;

/**
 * The control room's way to the server that is meant to be used: one WebSocket with numbered subscriptions.
 * Calls back with `opened(position)`, `message(key, message)` and `lost({code, reason})`.
 */
export class AdminSocket {
  static label = "WebSocket";

  #socket = null;
  #handlers;
  #subs = new Map();
  #lastNumber = 0;
  #deadline = 0;
  #pings = 0;

  constructor(handlers) {
    this.#handlers = handlers;
  }

  open(token) {
    const scheme = self.location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${self.location.host}/ws/admin`, [`bearer.${token}`]);
    this.#socket = socket;
    this.#expectWithin(CONNECT_WITHIN_MS);
    socket.addEventListener("message", ({ data }) => socket === this.#socket && this.#receive(data));
    socket.addEventListener("close", ({ code, reason }) => socket === this.#socket && this.#lose(code, reason));
  }

  close() {
    clearTimeout(this.#deadline);
    clearInterval(this.#pings);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** `sub`: `{key, channel, filter, from, snapshot, reveal}`. */
  subscribe(sub) {
    const number = this.#freeNumber();
    this.#subs.set(number, { key: sub.key, position: null });
    const { channel, filter, from, snapshot, reveal } = sub;
    const optional = { from, filter, snapshot: snapshot || undefined, reveal: reveal || undefined };
    this.#send({ type: "subscribe", sub: number, channel, ...optional });
  }

  unsubscribe(key) {
    this.#tell(key, "unsubscribe");
    for (const [number, sub] of this.#subs) if (sub.key === key) this.#subs.delete(number);
  }

  pause(key) {
    this.#tell(key, "pause");
  }

  resume(key) {
    this.#tell(key, "resume");
  }

  #tell(key, type) {
    for (const [number, sub] of this.#subs) if (sub.key === key) this.#send({ type, sub: number });
  }

  #freeNumber() {
    do this.#lastNumber = (this.#lastNumber % 9999) + 1; while (this.#subs.has(this.#lastNumber));
    return this.#lastNumber;
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #receive(data) {
    clearTimeout(this.#deadline);
    if (data === "pong") return;
    const message = parse(data);
    if (message?.type === "welcome") {
      this.#keepAlive();
      this.#handlers.opened(message.position);
      return;
    }
    const sub = this.#subs.get(message?.sub);
    if (!sub) return;
    if (message.type === "subscribed" || message.type === "reset") {
      sub.position = message.position ?? null;
    } else if (message.position !== undefined && message.type !== "metrics") {
      if (!isNewer(message.position, sub.position)) return;
      sub.position = message.position;
    }
    this.#handlers.message(sub.key, message);
  }

  #keepAlive() {
    clearInterval(this.#pings);
    this.#pings = setInterval(() => {
      if (this.#socket?.readyState !== WebSocket.OPEN) return;
      this.#socket.send("ping");
      this.#expectWithin(ANSWER_WITHIN_MS);
    }, PING_EVERY_MS);
  }

  /** A dead network often closes nothing. */
  #expectWithin(milliseconds) {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#lose(1006, ""), milliseconds);
  }

  #lose(code, reason) {
    this.close();
    this.#subs.clear();
    this.#handlers.lost({ code, reason });
  }
}

function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
