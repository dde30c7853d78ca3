import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { randomKey } from "../../../core/http.js";
import { centsFrom, decimalFrom, formatMoney } from "../../../core/money.js";
import { timeElement } from "../../../core/time.js";
import { FormField } from "../../../parts/form-field.js";
import { facts } from "../../../parts/facts.js";
import { icon } from "../../../parts/icon.js";
import { ask } from "../../../parts/modal.js";
import { toast } from "../../../parts/toast-stack.js";

/** What was asked for, taken and given back. */
export function orderMoney(order, payment, onChange) {
  const money = (amount) => formatMoney(centsFrom(amount), order.currency);
  if (!payment) {
    return [facts([["Total", h("strong", { class: "figures" }, money(order.total_amount))],
      ["Method", order.payment_method],
      ["Payment", "Not asked for yet"]])];
  }
  const left = centsFrom(payment.amount) - centsFrom(payment.refunded_amount ?? 0);
  const isRefundable = ["shipped", "delivered"].includes(order.status) && left > 0
    && ["succeeded", "partially_refunded"].includes(payment.status);
  return [
    facts([
      ["Taken", h("strong", { class: "figures" }, payment.settled_at && payment.status !== "declined"
        ? money(payment.amount) : money(0))],
      ["Given back", payment.refunded_amount ? h("span", { class: "figures" }, money(payment.refunded_amount)) : null],
      ["Status", h("span", { class: "badge", dataset: { tone: tone(payment.status) } },
        payment.status.replaceAll("_", " "))],
      ["Method", [payment.payment_method, payment.card ? `${payment.card.brand} ····${payment.card.last4}` : ""]
        .filter(Boolean).join(", ")],
      ["Declined", payment.decline_code],
      ["Reference", payment.reference ? h("span", { class: "mono small" }, payment.reference) : null],
      ["Settled", payment.settled_at ? timeElement(payment.settled_at) : null],
    ]),
    (payment.refunds ?? []).length > 0 ? h("ul", { class: "refunds" }, payment.refunds.map((refund) => h("li", {},
      h("span", { class: "figures" }, `− ${money(refund.amount)}`),
        h("span", { class: "badge", dataset: { tone: tone(refund.status) } }, refund.status),
      h("span", { class: "soft small" }, refund.reason ?? ""), timeElement(refund.created_at, "brief")))) : null,
    isRefundable ? h("button", { type: "button", class: "button small",
      onclick: () => refund(order, payment, left, onChange) },
      icon("card"), "Refund …") : null,
  ];
}

function tone(status) {
  if (status === "succeeded") return "good";
  return status === "declined" || status === "failed" ? "bad" : "info";
}

/** The amount may be typed, or follows from the items that come back. */
function refund(order, payment, left, onChange) {
  const key = randomKey();
  const amount = FormField.create({ name: "amount", label: `Amount in ${order.currency}`, type: "text",
    inputmode: "decimal",
    hint: `At most ${decimalFrom(left)}.`, check: (value) => (/^\d+([.,]\d{1,2})?$/.test(value.trim()) ? ""
      : "An amount such as 12.50.") });
  amount.value = decimalFrom(left);
  const reason = FormField.create({ name: "reason", label: "Reason", type: "text", maxlength: 500, optional: true });
  const rows = order.items.map((item) => {
    const count = h("input", { type: "number", min: 0, max: item.quantity, value: 0, class: "inline-input",
      "aria-label": `How many ${item.product_id}` });
    const restock = h("input", { type: "checkbox", checked: true,
      "aria-label": `Put ${item.product_id} back into stock` });
    count.addEventListener("input", () => {
      const cents = rows.reduce((sum, row) => sum + Number(row.count.value || 0) * centsFrom(row.item.unit_price), 0);
      if (cents > 0) amount.value = decimalFrom(Math.min(cents, left));
      amount.control.readOnly = cents > 0;
    });
    return { item, count, restock, element: h("li", {}, count,
      h("span", {}, `of ${item.quantity} × ${item.product_id}`),
      h("label", { class: "modal-check small" }, restock, "back into stock")) };
  });
  return ask({ title: `Refund ${order.order_number}`, action: "Give back", fields: [amount, reason],
    text: "Choose what comes back, or type an amount. The order keeps its status.",
    extra: h("ul", { class: "refund-items" }, rows.map(({ element }) => element)),
    run: async (values) => {
      const items = rows.filter(({ count }) => Number(count.value) > 0)
        .map(({ item, count, restock }) => ({ item_id: item.item_id, quantity: Number(count.value),
          restock: restock.checked }));
      const what = items.length > 0 ? { items } : { amount: values.amount.replace(",", ".") };
      await adminApi.refund(payment.payment_id, { ...what, ...(values.reason ? { reason: values.reason } : {}) }, key);
      toast(`${order.order_number}: refunded`);
      onChange();
    } });
}
