import { api } from "./api.js";
import { live } from "./live.js";

const TICK_MS = 1_000;
/** How often the levels are asked for: where one product matters, where many are looked at, where they are told. */
export const CLOSELY_S = 5;
const LOOSELY_S = 15;
const TOLD_S = 60;
const WAIT_AFTER_FAILURE_S = 10;
const MOST_SINGLE = 20;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("tradepost.stock") : null;

/**
 * How much there is of each product right now. While somebody watches, the levels are asked for every few seconds, by
 * one visible tab for all of them. Where the stream has `stock.update` messages these are taken, and hardly any asked.
 * Dispatches `change` when a level is not what it was.
 */
class Stock extends EventTarget {
  #levels = new Map();
  #watchers = new Set();
  #timer = 0;
  #freshAt = 0;
  #notBefore = 0;
  #isTold = false;

  constructor() {
    super();
    channel?.addEventListener("message", ({ data }) => {
      this.#freshAt = Date.now();
      this.#take(data);
    });
    live.addEventListener("stock", ({ detail }) => {
      this.#isTold = true;
      this.#take([detail]);
    });
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

  /** Keeps the levels of `ids()` current until `signal` aborts, no older than `everyS` seconds. */
  watch(ids, signal, everyS = LOOSELY_S) {
    const watcher = { ids, everyS };
    this.#watchers.add(watcher);
    this.#timer ||= setInterval(() => this.#poll(), TICK_MS);
    signal.addEventListener("abort", () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = 0;
    });
  }

  /** Reads the levels now, as after an order that was refused for want of stock. */
  async read() {
    const wanted = new Set([...this.#watchers].flatMap(({ ids }) => ids()));
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
    const isDue = now - this.#freshAt >= this.#everyMS && now > this.#notBefore;
    if (!isDue || this.#watchers.size === 0 || document.visibilityState !== "visible" || !navigator.onLine) return;
    try {
      await this.read();
    } catch (problem) {
      // What is shown stays; the server checks the stock again with every order.
      this.#notBefore = now + 1000 * Math.max(WAIT_AFTER_FAILURE_S, problem.retryAfter ?? 0);
    }
  }

  get #everyMS() {
    const wanted = Math.min(...[...this.#watchers].map(({ everyS }) => everyS));
    return 1000 * (this.#isTold && live.state === "live" ? TOLD_S : wanted);
  }

  #take(levels) {
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
