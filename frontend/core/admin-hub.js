import { AdminPoll } from "./admin-poll.js";
import { AdminSocket } from "./admin-socket.js";
import { AdminStream } from "./admin-stream.js";

const LADDER = [AdminSocket, AdminStream, AdminPoll];
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const CLIMB_AFTER_MS = 60_000;
const TOKEN_WITHIN_MS = 15_000;
const FLUSH_EVERY_MS = 40;
/** Refused so often in a row, a way that has never worked is given up for the next one. */
const PATIENCE = 2;
const RESUMABLE = /^(?:orders|stock|alerts|topic:)/;

/**
 * Holds the one connection of all tabs and hands its messages to their ports. It steps down from the socket to
 * server-sent events to polling while the better way does not work, and tries again to climb.
 *
 * A port says `hello`, `subscribe {key, …}`, `unsubscribe {key}`, `pause`, `resume`, `token {token}`, `wake`,
 * `visible {is}` and `bye`; it hears `state`, `need-token` and `messages`.
 */
export class AdminHub {
  #ports = new Map();
  #subs = new Map();
  #rung = 0;
  #transport = null;
  #hasWorked = new Set();
  #failures = 0;
  #state = "connecting";
  #retry = 0;
  #retryAt = 0;
  #climb = 0;
  #position = null;
  #tokenAsked = null;
  #outbox = new Map();
  #flushing = 0;

  attach(port) {
    this.#ports.set(port, { isVisible: true });
    port.onmessage = ({ data }) => this.#hear(port, data);
    port.postMessage({ type: "state", ...this.#condition });
  }

  get #condition() {
    return { state: this.#state, transport: LADDER[this.#rung].label, position: this.#position,
      retryAt: this.#retryAt };
  }

  #hear(port, message) {
    if (message.type === "bye") return this.#detach(port);
    if (!this.#ports.has(port)) this.#ports.set(port, { isVisible: true });
    const key = `${this.#name(port)}:${message.key}`;
    if (message.type === "hello") this.#connect();
    else if (message.type === "token") this.#tokenAsked?.(message.token);
    else if (message.type === "visible") this.#ports.get(port).isVisible = message.is;
    else if (message.type === "wake") this.#wake(port);
    else if (message.type === "subscribe") this.#subscribe(port, key, message);
    else if (message.type === "unsubscribe") this.#unsubscribe(key);
    else if (message.type === "pause" || message.type === "resume") this.#transport?.[message.type](key);
    return undefined;
  }

  #name(port) {
    const entry = this.#ports.get(port);
    entry.name ??= crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
    return entry.name;
  }

  #detach(port) {
    this.#ports.delete(port);
    for (const [key, sub] of this.#subs) if (sub.port === port) this.#unsubscribe(key);
    if (this.#ports.size > 0) return;
    clearTimeout(this.#retry);
    clearTimeout(this.#climb);
    this.#transport?.close();
    this.#transport = null;
    this.#position = null;
    this.#rung = 0;
    this.#failures = 0;
    this.#state = "connecting";
  }

  #subscribe(port, key, { key: own, channel, filter, from, snapshot, reveal }) {
    this.#subs.set(key, { port, own, channel, filter, from, snapshot, reveal, position: null });
    if (this.#isOpen) this.#transport.subscribe({ key, channel, filter, from, snapshot, reveal });
  }

  #unsubscribe(key) {
    this.#subs.delete(key);
    if (this.#isOpen) this.#transport.unsubscribe(key);
  }

  get #isOpen() {
    return this.#state === "live" || this.#state === "polling";
  }

  async #connect() {
    if (this.#transport || this.#ports.size === 0) return;
    clearTimeout(this.#retry);
    const Transport = LADDER[this.#rung];
    const transport = new Transport({
      opened: (position) => transport === this.#transport && this.#opened(position),
      message: (key, message) => transport === this.#transport && this.#deliver(key, message),
      lost: (cause) => transport === this.#transport && this.#lost(cause),
      isWatched: () => [...this.#ports.values()].some(({ isVisible }) => isVisible),
    });
    this.#transport = transport;
    this.#enter(this.#hasWorked.size === 0 ? "connecting" : "reconnecting");
    const token = await this.#token();
    if (transport !== this.#transport) return;
    if (token) transport.open(token);
    else this.#lost({});
  }

  /** The first tab that answers has the session's newest token. */
  #token() {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, TOKEN_WITHIN_MS, null);
      this.#tokenAsked = (token) => {
        clearTimeout(timer);
        resolve(token);
      };
      this.#tellAll({ type: "need-token", isRefused: this.#failures === 2 });
    });
  }

  #opened(position) {
    this.#failures = 0;
    this.#hasWorked.add(this.#rung);
    this.#position = position ?? this.#position;
    this.#enter(this.#rung === 2 ? "polling" : "live");
    for (const [key, { channel, filter, from, snapshot, reveal, position: seen }] of this.#subs) {
      const resumed = seen && RESUMABLE.test(channel) ? { from: seen } : { from, snapshot };
      this.#transport.subscribe({ key, channel, filter, reveal, ...resumed });
    }
    if (this.#rung > 0) this.#climb = setTimeout(() => this.#tryBetter(), CLIMB_AFTER_MS);
  }

  #tryBetter() {
    this.#transport?.close();
    this.#transport = null;
    this.#rung = 0;
    this.#failures = PATIENCE - 1;
    this.#connect();
  }

  #lost({ code, missing = false }) {
    clearTimeout(this.#climb);
    this.#transport?.close();
    this.#transport = null;
    this.#failures += 1;
    const isHopeless = missing || (!this.#hasWorked.has(this.#rung) && this.#failures >= PATIENCE);
    if (isHopeless && self.navigator.onLine && this.#rung < LADDER.length - 1) {
      this.#rung += 1;
      this.#failures = 0;
      this.#connect();
      return;
    }
    // A restart cuts everybody off at once; what follows is spread out.
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    const delay = (code === 1012 ? 200 : FIRST_DELAY_MS) + Math.random() * ceiling;
    this.#retryAt = Date.now() + delay;
    this.#enter(self.navigator.onLine ? "reconnecting" : "offline");
    this.#retry = setTimeout(() => this.#connect(), delay);
  }

  /** A tab whose network came back wants to know where things stand, and not to wait for the next try. */
  #wake(port) {
    port.postMessage({ type: "state", ...this.#condition });
    if (this.#isOpen || this.#transport) return;
    this.#failures = Math.min(this.#failures, 1);
    this.#connect();
  }

  #deliver(key, message) {
    const sub = this.#subs.get(key);
    if (!sub) return;
    if (message.position) {
      sub.position = message.position;
      this.#position = message.position;
    }
    if (!this.#outbox.has(sub.port)) this.#outbox.set(sub.port, []);
    this.#outbox.get(sub.port).push([sub.own, message]);
    this.#flushing ||= setTimeout(() => this.#flush(), FLUSH_EVERY_MS);
  }

  #flush() {
    this.#flushing = 0;
    for (const [port, messages] of this.#outbox) {
      if (this.#ports.has(port)) port.postMessage({ type: "messages", messages, position: this.#position });
    }
    this.#outbox.clear();
  }

  #enter(state) {
    this.#state = state;
    this.#tellAll({ type: "state", ...this.#condition });
  }

  #tellAll(message) {
    for (const port of this.#ports.keys()) port.postMessage(message);
  }
}
