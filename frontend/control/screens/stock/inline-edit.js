import { adminApi } from "../../../core/admin-api.js";
import { announce, h } from "../../../core/dom.js";
import { centsFrom, decimalFrom, formatMoney } from "../../../core/money.js";
import { count } from "../../../core/numbers.js";
import { toast } from "../../../parts/toast-stack.js";

/** A price that becomes a field when it is chosen. Enter saves, Esc leaves it as it was. */
export function inlineAmount(product, onChange) {
  if (product.price === undefined) return "";
  return inline({
    text: formatMoney(centsFrom(product.price), product.currency), value: decimalFrom(centsFrom(product.price)),
    label: `Price of ${product.name}`, pattern: /^\d+([.,]\d{1,2})?$/,
    save: async (text) => onChange(await adminApi.changeProduct(product.product_id, { price: text.replace(",", ".") },
      product.version)),
  });
}

/** The threshold below which stock counts as low. */
export function inlineCount(product, onChange) {
  if (product.low_stock_threshold === undefined) return "";
  return inline({
    text: count(product.low_stock_threshold), value: String(product.low_stock_threshold),
    label: `Stock of ${product.name ?? product.product_id} counts as low from`, pattern: /^\d+$/,
    save: async (text) => onChange(await adminApi.setThreshold(product.product_id, Number(text))),
  });
}

function inline({ text, value, label, pattern, save }) {
  const button = h("button", { type: "button", class: "inline-value figures", "aria-label": `${label}: ${text}. Change`,
    onclick: () => edit() }, text);
  const edit = () => {
    const input = h("input", { class: "inline-input figures", value, "aria-label": label, inputmode: "decimal" });
    let isOver = false;
    const end = (focus) => {
      isOver = true;
      input.replaceWith(button);
      if (focus) button.focus();
    };
    const commit = async (focus) => {
      if (isOver) return;
      const typed = input.value.trim();
      if (typed === value) return end(focus);
      input.toggleAttribute("aria-invalid", !pattern.test(typed));
      if (!pattern.test(typed)) return undefined;
      end(focus);
      button.setAttribute("aria-busy", "true");
      try {
        await save(typed);
        announce("Saved");
      } catch (problem) {
        button.removeAttribute("aria-busy");
        toast(`${label} was not changed: ${problem.detail || problem.title}`);
      }
      return undefined;
    };
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      // Otherwise the same key would press the button that gets the focus.
      event.preventDefault();
      if (event.key === "Enter") commit(true);
      else end(true);
    });
    input.addEventListener("blur", () => (pattern.test(input.value.trim()) ? commit(false) : !isOver && end(false)));
    button.replaceWith(input);
    input.focus();
    input.select();
  };
  return button;
}
