import { h } from "../../core/dom.js";
import { dateInWords, timeElement } from "../../core/time.js";
import { copyButton } from "../../parts/copy-button.js";
import { addressAndPayment } from "./order-items.js";

/** Carrier, tracking number and expected day once shipped; address and payment always. */
export function orderShipping(order, payment) {
  const shipping = order.shipping ?? {};
  const { carrier, tracking_number: tracking, shipped_at: shippedAt, estimated_delivery: expected } = shipping;
  const facts = [];
  if (carrier) facts.push(["Carrier", carrier]);
  if (tracking) {
    const number = h("span", { class: "mono" }, tracking);
    facts.push(["Tracking number", h("span", { class: "tracking" }, number, copyButton(tracking, "tracking number"))]);
  }
  if (shippedAt) facts.push(["Shipped", timeElement(shippedAt)]);
  if (shipping.delivered_at) facts.push(["Delivered", timeElement(shipping.delivered_at)]);
  if (expected && order.status === "shipped") facts.push(["Expected", dateInWords(expected)]);
  facts.push(...addressAndPayment(order, payment));
  return [
    h("h2", { id: "shipping-heading" }, "Delivery"),
    h("dl", { class: "order-facts" },
      facts.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value)))),
  ];
}
