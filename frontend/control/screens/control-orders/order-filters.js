import { STATUS_NAMES, statusWords } from "../../../core/order-words.js";

const FAILURES = ["price_mismatch", "insufficient_stock", "customer_invalid", "product_unknown", "payment_declined",
  "insufficient_funds", "payment_amount_limit", "reservation_lost", "processing_timeout", "dead_letter",
    "failed_by_admin"];

/** What the list of orders can be narrowed by; the names are those of the API. */
export const ORDER_FILTERS = [
  { name: "status", label: "Status", kind: "choices",
    options: STATUS_NAMES.map((status) => ({ value: status, label: statusWords(status).label })) },
  { name: "created_after", label: "Placed from", kind: "date" },
  { name: "created_before", label: "Placed before", kind: "date" },
  { name: "min_total", label: "Total from", kind: "amount" },
  { name: "max_total", label: "Total up to", kind: "amount" },
  { name: "product_id", label: "Product", kind: "text" },
  { name: "user_id", label: "Customer id", kind: "text" },
  { name: "payment_method", label: "Payment method", kind: "text" },
  { name: "failed_code", label: "Failure", kind: "choice",
    options: FAILURES.map((code) => ({ value: code, label: code.replaceAll("_", " ") })) },
  { name: "tracking_number", label: "Tracking number", kind: "text" },
  { name: "updated_after", label: "Changed from", kind: "date" },
];

const OPEN = "pending,validated,processing,paid,fulfilled";

/** Often wanted lists, as links. */
export const ORDER_VIEWS = [
  { label: "All", query: "" },
  { label: "Open", query: `status=${OPEN}` },
  { label: "Shipped", query: "status=shipped" },
  { label: "Delivered", query: "status=delivered" },
  { label: "Failed", query: "status=failed" },
  { label: "Cancelled", query: "status=cancelled" },
];
