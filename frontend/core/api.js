import { send, withQuery } from "./http.js";
import { session } from "./session.js";

/** Sends with the session's token; a 401 is answered by one refresh and one more try. */
export async function call(method, path, options = {}) {
  const token = await session.accessToken();
  try {
    return await send(method, path, { ...options, token });
  } catch (problem) {
    if (problem.status !== 401 || !token) throw problem;
    await session.refresh(token);
    return send(method, path, { ...options, token: await session.accessToken() });
  }
}

/** The endpoints the shop uses, one method each. Answers are the server's JSON, unchanged. */
export const api = {
  me: (signal) => call("GET", "/users/me", { signal }),

  products: ({ q = "", page = 1, pageSize = 24 }, signal) =>
    call("GET", withQuery("/products", { q, page, page_size: pageSize }), { signal }),

  product: (id, signal) => call("GET", `/products/${encodeURIComponent(id)}`, { signal }),

  orders({ page = 1, pageSize = 10, status = "" }, signal) {
    const userId = session.user?.user_id;
    return call("GET", withQuery("/orders", { user_id: userId, page, page_size: pageSize, status }), { signal });
  },

  order: (id, signal) => call("GET", `/orders/${encodeURIComponent(id)}`, { signal }),

  orderEvents: (id, signal) => call("GET", `/orders/${encodeURIComponent(id)}/events`, { signal }),

  placeOrder: (body, idempotencyKey) => call("POST", "/orders", { body, idempotencyKey }),

  cancelOrder: (id, reason, idempotencyKey) =>
    call("POST", `/orders/${encodeURIComponent(id)}/cancel`, { body: reason ? { reason } : {}, idempotencyKey }),
};
