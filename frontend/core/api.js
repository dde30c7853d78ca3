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

const segment = encodeURIComponent;

/** The endpoints the shop uses, one method each. Answers are the server's JSON, unchanged. */
export const api = {
  me: (signal) => call("GET", "/users/me", { signal }),

  products: ({ q = "", category = "", page = 1, pageSize = 24 }, signal) =>
    call("GET", withQuery("/products", { q, category, page, page_size: pageSize }), { signal }),

  product: (id, signal) => call("GET", `/products/${segment(id)}`, { signal }),

  stock: ({ pageSize = 100 } = {}, signal) => call("GET", withQuery("/inventory", { page_size: pageSize }), { signal }),

  stockOf: (id, signal) => call("GET", `/inventory/${segment(id)}`, { signal }),

  orders({ userId = session.user?.user_id, page = 1, pageSize = 10, status = "", q = "" }, signal) {
    return call("GET", withQuery("/orders", { user_id: userId, page, page_size: pageSize, status, q }), { signal });
  },

  order: (id, signal) => call("GET", `/orders/${segment(id)}`, { signal }),

  orderEvents: (id, signal) => call("GET", `/orders/${segment(id)}/events`, { signal }),

  placeOrder: (body, idempotencyKey) => call("POST", "/orders", { body, idempotencyKey }),

  cancelOrder: (id, reason, idempotencyKey) =>
    call("POST", `/orders/${segment(id)}/cancel`, { body: reason ? { reason } : {}, idempotencyKey }),

  payment: (id, signal) => call("GET", `/payments/${segment(id)}`, { signal }),

  /** What everybody may see of the order behind a tracking link. */
  tracked: (token, signal) => send("GET", `/track/${segment(token)}`, { signal }),
};

/** The endpoints of the account's own pages. */
export const accountApi = {
  update: (change, idempotencyKey) => call("PATCH", "/users/me", { body: change, idempotencyKey }),

  changePassword: (body, idempotencyKey) => call("POST", "/users/me/password", { body, idempotencyKey }),

  sessions: (signal) => call("GET", "/auth/sessions", { signal }),

  endSession: (id) => call("DELETE", `/auth/sessions/${segment(id)}`),

  endAllSessions: () => call("DELETE", "/auth/sessions"),

  notificationSettings: (signal) => call("GET", "/users/me/notification-settings", { signal }),

  chooseNotifications: (change, idempotencyKey) =>
    call("PATCH", "/users/me/notification-settings", { body: change, idempotencyKey }),

  messages: (signal) => call("GET", withQuery("/notifications", { channel: "in_app", page_size: 10 }), { signal }),

  markRead: (id) => call("POST", `/notifications/${segment(id)}/read`, { body: {} }),

  webhooks: (signal) => call("GET", withQuery("/webhooks", { page_size: 100 }), { signal }),

  addWebhook: (body, idempotencyKey) => call("POST", "/webhooks", { body, idempotencyKey }),

  removeWebhook: (id) => call("DELETE", `/webhooks/${segment(id)}`),

  /** `action` is `test`, `pause`, `resume` or `rotate-secret`. */
  tellWebhook: (id, action, idempotencyKey) =>
    call("POST", `/webhooks/${segment(id)}/${action}`, { body: {}, idempotencyKey }),

  deliveries: (id, signal) =>
    call("GET", withQuery(`/webhooks/${segment(id)}/deliveries`, { page_size: 10 }), { signal }),

  redeliver: (id, idempotencyKey) =>
    call("POST", `/webhook-deliveries/${segment(id)}/redeliver`, { body: {}, idempotencyKey }),
};
