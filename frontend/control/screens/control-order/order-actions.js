import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { isCancellable } from "../../../core/order-words.js";
import { FormField, needed } from "../../../parts/form-field.js";
import { icon } from "../../../parts/icon.js";
import { ask } from "../../../parts/modal.js";
import { toast } from "../../../parts/toast-stack.js";
import { CARRIERS } from "../control-orders/ship-dialog.js";

const OPEN = ["pending", "validated", "processing", "paid", "fulfilled", "shipped"];

/** Buttons for what the order's state allows, and nothing else. `onChange(order)` is called with the new order. */
export function orderActions(order, onChange) {
  const { status } = order;
  const button = (name, label, picture, run, look = "") => h("button", {
    type: "button", class: `button small ${look}`, dataset: { action: name }, onclick: () => run(order, onChange),
  }, icon(picture), label);
  return [
    status === "fulfilled" && button("ship", "Ship", "truck", ship, "primary"),
    status === "shipped" && button("deliver", "Mark delivered", "home", deliver, "primary"),
    status === "shipped" && button("correct", "Correct parcel", "edit", correct),
    isCancellable(status) && button("cancel", "Cancel order", "ban", cancel),
    OPEN.includes(status) && button("fail", "Fail", "alert", fail, "quiet"),
  ].filter(Boolean);
}

async function change(order, fields, onChange, word) {
  const fresh = await adminApi.changeOrder(order, fields);
  toast(`${order.order_number}: ${word}`);
  onChange(fresh);
}

const carrierField = (value) => {
  const field = FormField.create({ name: "carrier", label: "Carrier",
    options: CARRIERS.map((name) => ({ value: name, label: name })) });
  if (value) field.value = value;
  return field;
};

const numberField = (value = "") => {
  const field = FormField.create({ name: "tracking_number", label: "Tracking number", type: "text", autocomplete: "off",
    spellcheck: "false", hint: "The check digit is checked.", check: needed("Give the number on the parcel.") });
  field.value = value;
  return field;
};

const reasonField = (isNeeded) => FormField.create({ name: "reason", label: "Reason", type: "text", maxlength: 500,
  optional: !isNeeded, hint: "The customer sees it.", check: isNeeded ? needed("Say why, the customer sees it.")
    : () => "" });

function ship(order, onChange) {
  return ask({ title: `Ship ${order.order_number}`, action: "Ship", fields: [carrierField(), numberField()],
    run: (values) => change(order, { status: "shipped", ...values }, onChange, "shipped") });
}

function deliver(order, onChange) {
  return ask({ title: `${order.order_number} has arrived`, action: "Mark delivered", text: "The customer is told so.",
    run: () => change(order, { status: "delivered" }, onChange, "delivered") });
}

function correct(order, onChange) {
  return ask({ title: `Correct the parcel of ${order.order_number}`, action: "Correct",
    fields: [carrierField(order.shipping?.carrier), numberField(order.shipping?.tracking_number)],
    run: (values) => change(order, values, onChange, "corrected") });
}

function cancel(order, onChange) {
  const isPaid = ["paid", "fulfilled"].includes(order.status);
  return ask({ title: `Cancel ${order.order_number}`, action: "Cancel order", danger: true,
    fields: [reasonField(false)],
    text: `Its goods go back into stock${isPaid ? " and the payment is refunded" : ""}. This cannot be undone.`,
    run: async ({ reason }) => {
      onChange(await adminApi.cancelOrder(order.order_id, reason));
      toast(`${order.order_number}: cancelled`);
    } });
}

function fail(order, onChange) {
  return ask({ title: `Fail ${order.order_number}`, action: "Fail order", danger: true, fields: [reasonField(true)],
    text: order.status === "shipped" ? "For parcels that are lost. What was paid is refunded."
      : "Stock and money go back. This cannot be undone.",
    run: (values) => change(order, { status: "failed", ...values }, onChange, "failed") });
}
