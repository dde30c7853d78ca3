import { AdminFeed } from "./admin-feed.js";

const EVERY_MS = 5_000;

/** Last choice: asks every five seconds which orders have changed. Works wherever the API does. */
export class AdminPoll extends AdminFeed {
  static label = "Polling every 5 s";

  #versions = null;

  async begin() {
    await this.#poll();
    this.handlers.opened(null);
    this.#again();
  }

  #again() {
    setTimeout(async () => {
      if (this.signal.aborted) return;
      try {
        if (this.handlers.isWatched()) await this.#poll();
        this.#again();
      } catch (problem) {
        if (!this.signal.aborted) this.fail(problem);
      }
    }, EVERY_MS);
  }

  async #poll() {
    const { data } = await this.get("/orders", { sort: "-updated_at", page_size: 50 });
    const before = this.#versions;
    this.#versions = new Map(data.map((order) => [order.order_id, order.version]));
    if (!before) return;
    for (const order of data.toReversed()) {
      if (before.get(order.order_id) === order.version) continue;
      this.#tellOrder(order);
    }
  }

  #tellOrder(order) {
    const { shipping, ...rest } = order;
    const message = { ...rest, type: "order.update", timestamp: order.updated_at, data: shipping ?? {} };
    for (const { key, channel, filter } of this.subs.values()) {
      if (channel !== "orders" || (filter?.order_id && filter.order_id !== order.order_id)) continue;
      this.tell(key, message);
    }
  }
}
