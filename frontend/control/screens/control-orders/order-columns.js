import { h } from "../../../core/dom.js";
import { centsFrom, formatMoney } from "../../../core/money.js";
import { agoElement } from "../../../core/time.js";
import { StatusChip } from "../../../parts/status-chip.js";

/** The columns of orders, wherever they are listed. */
export function orderColumns() {
  return [
    { key: "order_number", label: "Order", isFixed: true, card: "title",
      cell: (order) => h("a", { href: `/admin/orders/${order.order_id}` }, order.order_number) },
    { key: "created_at", label: "Placed", sort: "created_at", cell: (order) => agoElement(order.created_at) },
    { key: "status", label: "Status", isFixed: true, card: "corner", cell: (order) => StatusChip.create(order.status) },
    { key: "customer", label: "Customer", priority: 3, cell: customerLink },
    { key: "items", label: "Items", isNumeric: true, priority: 2,
      cell: (order) => String((order.items ?? []).reduce((sum, { quantity }) => sum + quantity, 0)) },
    { key: "total", label: "Total", sort: "total_amount", isNumeric: true,
      cell: (order) => formatMoney(centsFrom(order.total_amount), order.currency) },
    { key: "payment_method", label: "Payment", isHidden: true, priority: 3,
      cell: (order) => order.payment_method ?? "" },
    { key: "carrier", label: "Carrier", priority: 3, cell: (order) => order.shipping?.carrier ?? "" },
    { key: "tracking", label: "Tracking number", isHidden: true, priority: 3,
      cell: (order) => order.shipping?.tracking_number ?? "" },
    { key: "failure", label: "Failure", isHidden: true, priority: 3, cell: (order) => order.failure?.code ?? "" },
    { key: "updated_at", label: "Changed", sort: "updated_at", priority: 2,
      cell: (order) => (order.updated_at ? agoElement(order.updated_at) : "") },
  ];
}

/** Who ordered: a link to the account, or the name that a guest's orders carry. */
export function customerLink(order) {
  const name = order.customer_email ?? order.user_id;
  if (!/^[0-9a-f-]{36}$/.test(order.user_id)) return name;
  return h("a", { class: "plain-link", href: `/admin/customers/${order.user_id}` },
    order.customer_email ?? h("span", { class: "mono" }, `…${order.user_id.slice(-8)}`));
}
