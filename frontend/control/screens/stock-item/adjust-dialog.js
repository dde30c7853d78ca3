import { adminApi } from "../../../core/admin-api.js";
import { h, setText } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { FormField, needed } from "../../../parts/form-field.js";
import { ask } from "../../../parts/modal.js";
import { toast } from "../../../parts/toast-stack.js";

const REASONS = ["Stocktaking", "Delivery received", "Damaged", "Returned", "Correction"];

/** Corrects what is on hand, by a difference or to a number; refused when somebody else was faster. */
export function adjustDialog(product, level, onDone) {
  const before = level?.on_hand ?? 0;
  const how = FormField.create({ name: "how", label: "How", options: [
    { value: "delta", label: "Add or take away" }, { value: "set_to", label: "Set to what was counted" }] });
  const preview = h("p", { class: "notice figures", role: "status" });
  const after = () => (how.value === "delta" ? before + Number(number.value || 0) : Number(number.value || 0));
  const show = () => setText(preview, `On hand: ${count(before)} → ${count(after())}`);
  const number = FormField.create({ name: "number", label: "Number", type: "number", step: 1, check: (value) => {
    if (!/^-?\d+$/.test(value.trim())) return "A whole number.";
    return after() < 0 ? "There would be fewer than none." : "";
  } });
  const reason = FormField.create({ name: "reason", label: "Reason", type: "text", maxlength: 500,
    list: "adjust-reasons",
    check: needed("Say why; it stays in the ledger.") });
  for (const field of [how, number]) field.control.addEventListener("input", show);
  show();
  return ask({
    title: `Adjust ${product.name}`, action: "Adjust", fields: [how, number, reason],
    extra: [preview, h("datalist", { id: "adjust-reasons" }, REASONS.map((value) => h("option", { value })))],
    run: async (values) => {
      const fresh = await adminApi.adjustStock(product.product_id,
        { [values.how]: Number(values.number), reason: values.reason,
        ...(level ? { expected_on_hand: before } : {}) });
      toast(`${product.name}: ${count(fresh.on_hand)} on hand`);
      onDone(fresh);
    },
  });
}
