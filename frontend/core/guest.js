import { randomKey } from "./http.js";
import { Store } from "./store.js";

const MOST_ORDERS = 20;

const store = new Store(null, {
  storage: "localStorage", key: "tradepost.guest",
  isValid: (value) => typeof value?.id === "string" && Array.isArray(value.orders),
});

/**
 * Somebody who orders without an account, which a demonstration allows: a name of this browser's own, and its orders.
 */
export const guest = {
  /** The name guests order under; made when it is needed for the first time. */
  get id() {
    if (!store.get()) store.set({ id: `guest-${randomKey().slice(0, 12)}`, orders: [] });
    return store.get().id;
  },

  get hasOrdered() {
    return (store.get()?.orders.length ?? 0) > 0;
  },

  owns: (orderId) => store.get()?.orders.includes(orderId) ?? false,

  remember(orderId) {
    const { id, orders } = store.get() ?? { id: this.id, orders: [] };
    store.set({ id, orders: [...orders.filter((other) => other !== orderId), orderId].slice(-MOST_ORDERS) });
  },
};
