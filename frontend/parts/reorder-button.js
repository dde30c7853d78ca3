import { h } from "../core/dom.js";
import { productNames } from "../core/product-names.js";
import { reorder } from "../core/reorder.js";
import { openCart } from "./cart-drawer.js";
import { icon } from "./icon.js";
import { toast } from "./toast-stack.js";

/** Puts an order's goods into the cart again. With `label` it is a button with words, without it an icon. */
export function reorderButton(order, { label = "" } = {}) {
  const name = `Order ${order.order_number ?? ""} again`;
  const button = h("button", {
    type: "button", class: label ? "button" : "button quiet icon-only", "aria-label": label ? null : name,
    title: label ? null : name,
    onclick: async () => {
      if (button.getAttribute("aria-busy")) return;
      button.setAttribute("aria-busy", "true");
      try {
        tell(await reorder(order));
      } catch (problem) {
        toast(problem.detail || problem.title, null, "cart");
      } finally {
        button.removeAttribute("aria-busy");
      }
    },
  }, icon("again"), label);
  return button;
}

function tell({ added, missing }) {
  if (added > 0) openCart();
  if (missing.length === 0) return;
  const names = missing.map((id) => productNames.get(id) ?? id).join(", ");
  toast(added > 0 ? `Not all of it could be had: ${names}.` : `None of it can be had at the moment: ${names}.`);
}
