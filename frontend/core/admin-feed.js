import { send, withQuery } from "./http.js";
import { MetricsReader } from "./prometheus.js";

const METRICS_EVERY_MS = 2_000;
const ATTENTION_EVERY_MS = 30_000;

/**
 * What the transports below the socket have in common: subscriptions answered from the REST API, so that screens see
 * the same messages whichever way they came. Subclasses fill `begin()` and call `spread(event)`.
 */
export class AdminFeed {
  handlers;
  subs = new Map();
  controller = null;
  #token = null;
  #metrics = new MetricsReader();
  #lookedAt = Date.now();

  constructor(handlers) {
    this.handlers = handlers;
  }

  get signal() {
    return this.controller.signal;
  }

  async open(token) {
    this.#token = token;
    this.controller = new AbortController();
    try {
      await this.begin();
      this.#tick();
    } catch (problem) {
      if (!this.signal.aborted) this.fail(problem);
    }
  }

  close() {
    this.controller?.abort();
    this.subs.clear();
  }

  fail(problem) {
    this.close();
    this.handlers.lost({ code: 0, missing: problem?.status === 404, reason: problem?.title ?? "" });
  }

  get(path, query = {}) {
    return send("GET", withQuery(path, query), { token: this.#token, signal: this.signal });
  }

  async subscribe(sub) {
    this.subs.set(sub.key, { ...sub, isPaused: false });
    try {
      const snapshot = sub.snapshot ? await this.#snapshot(sub.channel) : null;
      this.tell(sub.key, { type: "subscribed", channel: sub.channel, position: null, snapshot });
    } catch (problem) {
      if (!this.signal.aborted) this.tell(sub.key, { type: "error", code: problem.code, title: problem.title });
    }
  }

  unsubscribe(key) {
    this.subs.delete(key);
  }

  pause(key) {
    if (this.subs.has(key)) this.subs.get(key).isPaused = true;
  }

  resume(key) {
    if (this.subs.has(key)) this.subs.get(key).isPaused = false;
  }

  tell(key, message) {
    if (this.subs.has(key) && !this.subs.get(key).isPaused) this.handlers.message(key, message);
  }

  /** Hands an event of the log to everybody who listens to its kind. */
  spread(event) {
    for (const { key, channel, filter } of this.subs.values()) {
      const message = translate(event, channel, filter ?? {});
      if (message) this.tell(key, message);
    }
  }

  async #snapshot(channel) {
    if (channel === "orders") {
      const [orders, text] = await Promise.all([this.get("/orders", { page_size: 50 }), this.#exposition()]);
      const { orders_by_status: counts } = new MetricsReader().read(text, Date.now());
      return { counts, orders: orders.data };
    }
    if (channel === "stock") {
      const { data } = await this.get("/inventory", { low_stock: true, page_size: 100 });
      return { low: data };
    }
    return channel === "alerts" ? this.#attention() : null;
  }

  /** What the socket would count; what this server does not have is left out. */
  async #attention() {
    const [letters, workers] = await Promise.allSettled([
      this.get("/admin/dlq", { page_size: 1 }), this.get("/admin/workers")]);
    return {
      dead_letters_open: letters.value?.groups.reduce((sum, { open }) => sum + open, 0),
      paused_workers: workers.value?.data.filter(({ state }) => state === "paused").map(({ name }) => name),
    };
  }

  async #lookAgain() {
    if (Date.now() - this.#lookedAt < ATTENTION_EVERY_MS) return;
    this.#lookedAt = Date.now();
    const listeners = [...this.subs.values()].filter(({ channel }) => channel === "alerts");
    if (listeners.length === 0) return;
    const snapshot = await this.#attention();
    for (const { key } of listeners) this.tell(key, { type: "subscribed", channel: "alerts", position: null,
      snapshot });
  }

  #exposition() {
    return send("GET", "/metrics", { base: "", as: "text", signal: this.signal });
  }

  async #tick() {
    if (this.signal.aborted) return;
    const listeners = [...this.subs.values()].filter(({ channel }) => channel === "metrics");
    try {
      if (listeners.length > 0 && this.handlers.isWatched()) {
        const data = this.#metrics.read(await this.#exposition(), Date.now());
        const message = { type: "metrics", timestamp: new Date().toISOString(), data };
        for (const { key } of listeners) this.tell(key, message);
        await this.#lookAgain();
      }
    } catch (problem) {
      if (!this.signal.aborted) this.fail(problem);
      return;
    }
    setTimeout(() => this.#tick(), METRICS_EVERY_MS);
  }
}

/** The message of a channel that an event of the log stands for, or null. */
function translate(event, channel, filter) {
  const { position, type, timestamp, key, data = {} } = event;
  if (channel.startsWith("topic:")) {
    return channel === "topic:*" || channel.slice(6) === event.topic ? { type: "event", position, event } : null;
  }
  if (channel === "orders" && type.startsWith("order.")) {
    if (filter.order_id && filter.order_id !== key) return null;
    return { type: "order.update", position, timestamp, order_id: data.order_id ?? key, data: {}, ...data };
  }
  if (channel === "stock" && type.startsWith("inventory.") && data.product_id) {
    const isLow = data.available <= data.low_stock_threshold;
    return { position, timestamp, is_low: isLow, ...data, type: "stock.update" };
  }
  const isAlert = type.startsWith("alert.") || type === "webhook.paused" || type === "inventory.low_stock";
  return channel === "alerts" && isAlert ? { type: "alert", position, timestamp, event } : null;
}
