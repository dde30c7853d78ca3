import { countryName } from "../../core/countries.js";
import { h } from "../../core/dom.js";
import { centsFrom, formatMoney } from "../../core/money.js";
import { paymentMethodWords, sentenceCase } from "../../core/order-words.js";
import { productNames } from "../../core/product-names.js";
import { productArt } from "../../parts/product-art.js";

/** The lines of the order and its total. */
export function orderItems(order) {
  return [
    h("h2", { id: "items-heading" }, "Items"),
    h("ul", { class: "item-list" }, order.items.map((item) => line(item, order.currency))),
    h("p", { class: "item-total" }, h("span", {}, "Total"),
      h("span", { class: "figures" }, formatMoney(centsFrom(order.total_amount), order.currency))),
  ];
}

function line(item, currency) {
  const each = `${item.quantity} × ${formatMoney(centsFrom(item.unit_price), currency)}`;
  return h("li", {},
    h("span", { class: "item-picture" }, productArt(item.product_id)),
    h("span", { class: "item-words" },
      h("span", { class: "item-name" }, productNames.get(item.product_id) ?? item.product_id),
      h("span", { class: "small soft figures" }, each)),
    h("span", { class: "figures item-sum" }, formatMoney(centsFrom(item.total_price), currency)));
}

/** Where it goes and how it is paid, as pairs for a definition list; `payment` is null while nothing is known of it. */
export function addressAndPayment(order, payment) {
  const { street, city, state, zip, country } = order.shipping_address ?? {};
  const cityLine = [city, [state, zip].filter(Boolean).join(" ")].filter(Boolean).join(", ");
  const lines = [street, cityLine, countryName(country)].filter(Boolean);
  return [
    ["Deliver to", lines.map((text) => h("span", { class: "address-line" }, text))],
    ["Payment", paymentLines(order, payment).map((text) => h("span", { class: "address-line" }, text))],
  ];
}

/** The method, the card behind it, and what became of the money. */
function paymentLines(order, payment) {
  const method = paymentMethodWords(order.payment_method);
  if (!payment) return [method];
  const { card, status, currency } = payment;
  const money = (value) => formatMoney(centsFrom(value), currency);
  const outcome = {
    succeeded: `${money(payment.amount)} paid`,
    declined: "Declined",
    partially_refunded: `${money(payment.amount)} paid, ${money(payment.refunded_amount)} refunded`,
    refunded: `${money(payment.refunded_amount)} refunded`,
  }[status];
  return [card ? `${method}, ${sentenceCase(card.brand)} •••• ${card.last4}` : method, outcome].filter(Boolean);
}
