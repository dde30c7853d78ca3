import { api } from "./api.js";
import { live } from "./live.js";

const POLL_EVERY_MS = 5_000;
const MOST_SINGLE = 20;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("tradepost.stock") : null;

/**
 * How much there is of each product right now. While somebody watches, the levels are asked for every few seconds, by
 * one visible tab for all of them, and `stock.update` messages are taken from the stream where it has them.
 * Dispatches `change` when a level is not what it was.
 */
class Stock extends EventTarget {
  #levels = new Map();
  #watchers = new Set();
  #timer = 0;
  #freshAt = 0;
  #notBefore = 0;

  constructor() {
    super();
    channel?.addEventListener("message", ({ data }) => this.#take(data));
    live.addEventListener("stock", ({ detail }) => this.#take([detail]));
    window.addEventListener("online", () => this.#poll());
    document.addEventListener("visibilitychange", () => this.#poll());
  }

  /** `{available, isLow}`, or null for a product nobody has asked about yet. */
  of(productId) {
    return this.#levels.get(productId) ?? null;
  }

  /** The product as the catalogue has it, with the stock of now. */
  freshened(product) {
    const level = this.of(product.product_id);
    return level ? { ...product, available: level.available, low_stock: level.isLow } : product;
  }

  /** Keeps the levels of `ids()` current until `signal` aborts. */
  watch(ids, signal) {
    this.#watchers.add(ids);
    this.#timer ||= setInterval(() => this.#poll(), POLL_EVERY_MS);
    signal.addEventListener("abort", () => {
      this.#watchers.delete(ids);
      if (this.#watchers.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = 0;
    });
  }

  /** Reads the levels now, as after an order that was refused for want of stock. */
  async read() {
    const wanted = new Set([...this.#watchers].flatMap((ids) => ids()));
    if (wanted.size === 0) return;
    this.#freshAt = Date.now();
    const { data } = await api.stock();
    const listed = new Set(data.map((level) => level.product_id));
    const others = [...wanted].filter((id) => !listed.has(id)).slice(0, MOST_SINGLE);
    const answers = await Promise.allSettled(others.map((id) => api.stockOf(id)));
    const levels = [...data, ...answers.filter(({ value }) => value).map(({ value }) => value)];
    channel?.postMessage(levels);
    this.#take(levels);
  }

  async #poll() {
    const now = Date.now();
    const isDue = now - this.#freshAt > POLL_EVERY_MS * 0.9 && now > this.#notBefore;
    if (!isDue || this.#watchers.size === 0 || document.visibilityState !== "visible" || !navigator.onLine) return;
    try {
      await this.read();
    } catch (problem) {
      // What is shown stays; the server checks the stock again with every order.
      this.#notBefore = now + Math.max(2 * POLL_EVERY_MS, (problem.retryAfter ?? 0) * 1000);
    }
  }

  #take(levels) {
    this.#freshAt = Date.now();
    let hasChanged = false;
    for (const { product_id: id, available, low_stock: low, is_low: isLow = low } of levels) {
      const before = this.#levels.get(id);
      if (before?.available === available && before.isLow === isLow) continue;
      this.#levels.set(id, { available, isLow: Boolean(isLow) });
      hasChanged = true;
    }
    if (hasChanged) this.dispatchEvent(new Event("change"));
  }
}

export const stock = new Stock();
