import { h } from "../../../core/dom.js";
import { centsFrom, formatMoney } from "../../../core/money.js";
import { productNames } from "../../../core/product-names.js";
import { timeElement } from "../../../core/time.js";
import { copyButton } from "../../../parts/copy-button.js";
import { facts } from "../../../parts/facts.js";
import { StatusChip } from "../../../parts/status-chip.js";
import { orderActions } from "../control-order/order-actions.js";
import { customerLink } from "./order-columns.js";

/** Title and content of the side panel for an order. */
export function orderPreview(order, onChange) {
  const money = (amount) => formatMoney(centsFrom(amount), order.currency);
  const address = order.shipping_address;
  return [
    [h("a", { href: `/admin/orders/${order.order_id}`, class: "plain-link" }, order.order_number)],
    h("div", { class: "row" }, StatusChip.create(order.status), copyButton(order.order_id, "order id")),
    order.failure ? h("p", { class: "notice bad" }, h("span", {},
      `${order.failure.code}: ${order.failure.message ?? ""}`)) : "",
    h("div", { class: "row" }, orderActions(order, onChange),
      h("a", { class: "button small", href: `/admin/orders/${order.order_id}` }, "Open")),
    h("ul", { class: "preview-items" }, (order.items ?? []).map((item) => h("li", {},
      h("span", {}, `${item.quantity} × `, h("a", { href: `/admin/stock/${encodeURIComponent(item.product_id)}` },
        productNames.get(item.product_id) ?? item.product_id)),
      h("span", { class: "figures" }, money(item.total_price))))),
    facts([
      ["Total", h("strong", { class: "figures" }, money(order.total_amount))],
      ["Placed", timeElement(order.created_at)],
      ["Customer", customerLink(order)],
      ["Ship to", address ? [address.street, address.city, address.state, address.zip, address.country]
        .filter(Boolean).join(", ") : null],
      ["Payment", order.payment_method],
      ["Parcel", order.shipping ? `${order.shipping.carrier} ${order.shipping.tracking_number}` : null],
    ]),
  ];
}
