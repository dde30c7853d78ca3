import { api } from "./api.js";
import { session } from "./session.js";

/**
 * This tab's end of the connection that all tabs of the control room share. Dispatches `state`; `state` is `idle`,
 * `connecting`, `live`, `polling`, `reconnecting` or `offline`.
 */
class AdminLive extends EventTarget {
  #port = null;
  #condition = { state: "idle", transport: "", position: null, retryAt: 0 };
  #handlers = new Map();
  #lastKey = 0;
  #heardAt = 0;

  constructor() {
    super();
    window.addEventListener("online", () => this.#say({ type: "wake" }));
    window.addEventListener("offline", () => this.#take({ ...this.#condition, state: "offline" }));
    document.addEventListener("visibilitychange", () => {
      const isVisible = document.visibilityState === "visible";
      this.#say({ type: "visible", is: isVisible });
      if (isVisible) this.#say({ type: "wake" });
    });
    window.addEventListener("pagehide", () => this.#say({ type: "bye" }));
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.#port && this.#introduce());
  }

  get state() {
    return this.#condition.state;
  }

  /** What the pill tells. */
  get status() {
    const { state, transport, position, retryAt } = this.#condition;
    return { state, way: transport, position, retryAt, heardAt: this.#heardAt,
      retry: () => this.#say({ type: "wake" }) };
  }

  async start() {
    if (this.#port) return;
    this.#port = await hubPort();
    this.#port.onmessage = ({ data }) => this.#hear(data);
    this.#introduce();
  }

  stop() {
    this.#say({ type: "bye" });
    this.#port?.close?.();
    this.#port = null;
    this.#take({ state: "idle", transport: "", position: null, retryAt: 0 });
  }

  /**
   * Listens to a channel until `signal` aborts. `options`: `filter`, `from`, `snapshot`, `reveal`. The handler gets
   * every message of the channel, `subscribed` with the snapshot first, and again after each interruption that could
   * not be bridged. Answers `{pause, resume, close}`.
   */
  subscribe(channel, options, signal, handler) {
    const key = ++this.#lastKey;
    const sub = { type: "subscribe", key, channel, ...options };
    this.#handlers.set(key, { handler, sub });
    this.#say(sub);
    const close = () => {
      if (this.#handlers.delete(key)) this.#say({ type: "unsubscribe", key });
    };
    signal.addEventListener("abort", close);
    return { close, pause: () => this.#say({ type: "pause", key }), resume: () => this.#say({ type: "resume", key }) };
  }

  #introduce() {
    this.#say({ type: "hello" });
    this.#say({ type: "visible", is: document.visibilityState === "visible" });
    for (const { sub } of this.#handlers.values()) this.#say(sub);
  }

  #say(message) {
    this.#port?.postMessage(message);
  }

  #hear(data) {
    this.#heardAt = Date.now();
    if (data.type === "state") {
      this.#take(data);
    } else if (data.type === "need-token") {
      this.#giveToken(data.isRefused);
    } else if (data.type === "messages") {
      this.#condition.position = data.position;
      for (const [key, message] of data.messages) this.#handlers.get(key)?.handler(message);
    }
  }

  /** A refusal looks like any other failure to a socket, so after two of them the token is put to a test. */
  async #giveToken(isRefused) {
    try {
      if (isRefused) await api.me();
      this.#say({ type: "token", token: await session.accessToken() });
    } catch {
      this.#say({ type: "token", token: null });
    }
  }

  #take({ state, transport, position, retryAt }) {
    const isNew = state !== this.#condition.state || transport !== this.#condition.transport;
    this.#condition = { state, transport, position: position ?? this.#condition.position, retryAt };
    if (isNew) this.dispatchEvent(new Event("state"));
  }
}

/** A worker for all tabs where the browser has them, else a hub for this tab alone. */
async function hubPort() {
  if ("SharedWorker" in window) {
    try {
      const url = new URL("./admin-hub-worker.js", import.meta.url);
      return new SharedWorker(url, { type: "module", name: "tradepost" }).port;
    } catch {
      // Not allowed here: go on without.
    }
  }
  const { AdminHub } = await import("./admin-hub.js");
  const { port1, port2 } = new MessageChannel();
  new AdminHub().attach(port1);
  return port2;
}

export const adminLive = new AdminLive();
