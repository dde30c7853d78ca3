import { h, nodes } from "../../core/dom.js";
import { isCancellable } from "../../core/order-words.js";
import { icon } from "../../parts/icon.js";
import { reorderButton } from "../../parts/reorder-button.js";
import { toast } from "../../parts/toast-stack.js";

/** What can be done with the order as it is now. Rebuilt only when that changes, so that the focus stays. */
export class OrderActions {
  #shown = "";
  #onCancel;
  element = h("div", { class: "order-actions" });

  /** `onCancel` is called when the customer wants the order cancelled; null takes that button away. */
  constructor({ onCancel }) {
    this.#onCancel = onCancel;
  }

  update(order) {
    const mayCancel = this.#onCancel !== null && isCancellable(order.status);
    const shown = JSON.stringify([mayCancel, Boolean(order.tracking_token)]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.replaceChildren(...nodes([
      order.tracking_token ? shareButton(order) : null,
      h("button", { type: "button", class: "button", onclick: () => window.print() }, icon("printer"), "Print"),
      reorderButton(order, { label: "Order again" }),
      mayCancel ? h("button", { type: "button", class: "button", onclick: this.#onCancel }, "Cancel order") : null,
    ]));
  }
}

/** Hands out the link by which anybody can follow this one order. */
function shareButton(order) {
  const url = new URL(`/track/${order.tracking_token}`, location.origin).href;
  return h("button", {
    type: "button", class: "button",
    onclick: async () => {
      try {
        if (navigator.share) await navigator.share({ title: `Order ${order.order_number}`, url });
        else await navigator.clipboard.writeText(url);
        if (!navigator.share) toast("Link copied. Whoever has it can follow this order, without prices and street.");
      } catch {
        toast("The link:", { label: "Open", href: `/track/${order.tracking_token}` });
      }
    },
  }, icon("share"), "Share tracking");
}
