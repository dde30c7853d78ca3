const MOST = 60;
const orders = new Map();

/** The orders seen last, so that opening one paints at once and the network only freshens it. Forgotten at sign-out. */
export const orderCache = {
  get: (id) => orders.get(id) ?? null,

  put(order) {
    orders.delete(order.order_id);
    orders.set(order.order_id, order);
    if (orders.size > MOST) orders.delete(orders.keys().next().value);
  },

  clear: () => orders.clear(),
};
