/** What the nine states of an order are called, look like and mean. Icon and word always go together. */
const STATUSES = {
  pending: {
    label: "Placed", icon: "clock", tone: "neutral",
    sentence: "We have your order and are checking it.",
  },
  validated: {
    label: "Validated", icon: "clipboard", tone: "info",
    sentence: "Prices and stock are confirmed. Payment is next.",
  },
  processing: {
    label: "Payment in progress", icon: "card", tone: "info",
    sentence: "Your payment is being processed.",
  },
  paid: {
    label: "Paid", icon: "check", tone: "good",
    sentence: "Payment received. Your order is on its way to the warehouse.",
  },
  fulfilled: {
    label: "Packed", icon: "box", tone: "good",
    sentence: "Everything is picked and packed. The carrier is next.",
  },
  shipped: {
    label: "Shipped", icon: "truck", tone: "strong",
    sentence: "Your parcel is with the carrier.",
  },
  delivered: {
    label: "Delivered", icon: "home", tone: "good",
    sentence: "Your parcel has arrived. Enjoy.",
  },
  cancelled: {
    label: "Cancelled", icon: "ban", tone: "muted",
    sentence: "This order was cancelled. Nothing will be sent.",
  },
  failed: {
    label: "Failed", icon: "alert", tone: "bad",
    sentence: "This order could not be completed.",
  },
};

const UNKNOWN = { label: "In progress", icon: "clock", tone: "neutral", sentence: "" };

export const STATUS_NAMES = Object.keys(STATUSES);

export function statusWords(status) {
  return STATUSES[status] ?? { ...UNKNOWN, label: status || UNKNOWN.label };
}

/** The steps of the progress bar. `status` is the state an order is in once the step is done. */
export const STEPS = [
  { status: "pending", label: "Placed", icon: "clock", event: "order.created" },
  { status: "validated", label: "Validated", icon: "clipboard", event: "order.validated" },
  { status: "processing", label: "Payment", icon: "card", event: "payment.requested" },
  { status: "paid", label: "Paid", icon: "check", event: "order.payment_processed" },
  { status: "fulfilled", label: "Packed", icon: "box", event: "order.fulfilled" },
  { status: "shipped", label: "Shipped", icon: "truck", event: "order.shipped" },
  { status: "delivered", label: "Delivered", icon: "home", event: "order.delivered" },
];

/** No event follows any more. */
export function isSettled(status) {
  return status === "delivered" || status === "cancelled" || status === "failed";
}

export function isCancellable(status) {
  return ["pending", "validated", "processing", "paid", "fulfilled"].includes(status);
}

/** Whether going from one state to another is a step forward; a late answer must not turn a newer message back. */
export function isAhead(candidate, current) {
  return rank(candidate) > rank(current);
}

function rank(status) {
  const step = STEPS.findIndex((candidate) => candidate.status === status);
  return step < 0 ? STEPS.length : step;
}

const EVENTS = {
  "order.created": { title: "Order placed", icon: "clock" },
  "order.validated": { title: "Prices, stock and customer checked", icon: "clipboard" },
  "order.payment_processed": { title: "Payment confirmed", icon: "check" },
  "order.fulfilled": { title: "Picked and packed", icon: "box" },
  "order.shipped": { title: "Handed to the carrier", icon: "truck" },
  "order.delivered": { title: "Delivered", icon: "home" },
  "order.cancelled": { title: "Order cancelled", icon: "ban" },
  "order.failed": { title: "Order failed", icon: "alert" },
  "payment.requested": { title: "Payment requested", icon: "card" },
  "payment.completed": { title: "Payment received", icon: "card" },
  "payment.failed": { title: "Payment declined", icon: "alert" },
  "payment.refunded": { title: "Payment refunded", icon: "card" },
  "payment.refund_settled": { title: "Refund answered by the bank", icon: "card" },
  "inventory.reserved": { title: "Stock set aside for you", icon: "box" },
  "inventory.released": { title: "Stock put back", icon: "box" },
  "notification.sent": { title: "Message sent to you", icon: "mail" },
};

/** Events that repeat what another one says, or that only matter to machines. */
const SILENT = new Set([
  "order.updated", "inventory.updated", "inventory.low_stock", "notification.email", "notification.sms", "audit",
]);

/** Title and icon of an event in the timeline, or null for one that is not worth a line. */
export function eventWords(type) {
  if (SILENT.has(type)) return null;
  return EVENTS[type] ?? { title: sentenceCase(type), icon: "clock" };
}

/** A name of the API in the look of words: `payment.requested` as "Payment requested". */
export function sentenceCase(type) {
  const words = String(type).replace(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const METHODS = {
  credit_card: "Credit card",
  debit_card: "Debit card",
  paypal: "PayPal",
  bank_transfer: "Bank transfer",
};

export function paymentMethodWords(method) {
  return METHODS[String(method).toLowerCase()] ?? sentenceCase(String(method).toLowerCase());
}

export const PAYMENT_METHODS = Object.entries(METHODS).map(([name, label]) => ({ value: name.toUpperCase(), label }));
