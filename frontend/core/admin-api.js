import { call } from "./api.js";
import { randomKey, send, withQuery } from "./http.js";

const id = encodeURIComponent;
const get = (path, query = {}, signal = undefined) => call("GET", withQuery(path, query), { signal });
const post = (path, body, idempotencyKey = randomKey()) => call("POST", path, { body, idempotencyKey });
const patch = (path, body, options = {}) => call("PATCH", path, { body, idempotencyKey: randomKey(), ...options });
const remove = (path) => call("DELETE", path, { idempotencyKey: randomKey() });

/** The endpoints of the control room, one method each. Answers are the server's JSON, unchanged. */
export const adminApi = {
  orders: (query, signal) => get("/orders", query, signal),
  order: (orderId, query, signal) => get(`/orders/${id(orderId)}`, query, signal),
  orderEvents: (orderId, signal) => get(`/orders/${id(orderId)}/events`, {}, signal),
  flow: (orderId, signal) => get(`/flows/${id(orderId)}`, {}, signal),
  changeOrder: (order, change) =>
    patch(`/orders/${id(order.order_id)}`, change, { ifMatch: `"v${order.version}"` }),
  cancelOrder: (orderId, reason) => post(`/orders/${id(orderId)}/cancel`, reason ? { reason } : {}),
  addNote: (orderId, note) => post(`/orders/${id(orderId)}/notes`, note),

  payment: (paymentId, signal) => get(`/payments/${id(paymentId)}`, {}, signal),
  refund: (paymentId, body, key) => post(`/payments/${id(paymentId)}/refunds`, body, key),

  products: (query, signal) => get("/products", query, signal),
  product: (productId, signal) => get(`/products/${id(productId)}`, {}, signal),
  addProduct: (product) => post("/products", product),
  changeProduct: (productId, change, version) =>
    patch(`/products/${id(productId)}`, change, version ? { ifMatch: `"v${version}"` } : {}),
  importProducts: (csv) => call("POST", "/products/import", { csv, idempotencyKey: randomKey() }),
  exportProducts: () => call("GET", "/products/export", { as: "text" }),

  stock: (query, signal) => get("/inventory", query, signal),
  stockLevel: (productId, signal) => get(`/inventory/${id(productId)}`, {}, signal),
  adjustStock: (productId, body) => post(`/inventory/${id(productId)}/adjust`, body),
  setThreshold: (productId, threshold) => patch(`/inventory/${id(productId)}`, { low_stock_threshold: threshold }),
  movements: (productId, query, signal) => get(`/inventory/${id(productId)}/movements`, query, signal),
  explainStock: (productId, signal) => get(`/inventory/${id(productId)}/explain`, {}, signal),

  users: (query, signal) => get("/users", query, signal),
  user: (userId, signal) => get(`/users/${id(userId)}`, {}, signal),
  changeUser: (userId, change) => patch(`/users/${id(userId)}`, change),
  apiKeys: (query, signal) => get("/api-keys", query, signal),
  addApiKey: (body) => post("/api-keys", body),
  revokeApiKey: (keyId) => remove(`/api-keys/${id(keyId)}`),

  topics: (signal) => get("/admin/topics", {}, signal),
  records: (topic, query, signal) => get(`/admin/topics/${id(topic)}/records`, query, signal),
  groups: (signal) => get("/admin/groups", {}, signal),
  resetGroup: (group, body) => post(`/admin/groups/${id(group)}/reset`, body),
  workers: (signal) => get("/admin/workers", {}, signal),
  switchWorker: (worker, verb) => post(`/admin/workers/${id(worker)}/${verb}`),

  letters: (query, signal) => get("/admin/dlq", query, signal),
  letter: (letterId, query, signal) => get(`/admin/dlq/${id(letterId)}`, query, signal),
  editLetter: (letterId, value) => patch(`/admin/dlq/${id(letterId)}`, { value }),
  redrive: (body) => post("/admin/dlq/redrive", body),
  discard: (body) => post("/admin/dlq/discard", body),

  webhooks: (query, signal) => get("/webhooks", query, signal),
  webhook: (hookId, signal) => get(`/webhooks/${id(hookId)}`, {}, signal),
  addWebhook: (body) => post("/webhooks", body),
  changeWebhook: (hookId, body) => patch(`/webhooks/${id(hookId)}`, body),
  removeWebhook: (hookId) => remove(`/webhooks/${id(hookId)}`),
  steerWebhook: (hookId, verb, body) => post(`/webhooks/${id(hookId)}/${verb}`, body),
  deliveries: (hookId, query, signal) => get(`/webhooks/${id(hookId)}/deliveries`, query, signal),
  delivery: (deliveryId, signal) => get(`/webhook-deliveries/${id(deliveryId)}`, {}, signal),
  redeliver: (deliveryId) => post(`/webhook-deliveries/${id(deliveryId)}/redeliver`),

  notifications: (query, signal) => get("/notifications", query, signal),
  audit: (query, signal) => get("/admin/audit", query, signal),
  events: (query, signal) => get("/events", query, signal),

  /** Administrators place no orders, so the lab's come from a visitor without an account. */
  placeAsVisitor: (body) => send("POST", "/orders", { body, idempotencyKey: randomKey() }),
};
