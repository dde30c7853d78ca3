import { h } from "../../../core/dom.js";
import { ask } from "../../../parts/modal.js";
import { Problem } from "../../../core/problem.js";

export const CARRIERS = ["UPS", "FedEx", "DHL", "USPS"];

/** Asks carrier and tracking number for each order; Enter goes to the next field, as a scanner wants it. */
export function shipDialog(orders, run) {
  const rows = orders.map((order) => {
    const carrier = h("select", { class: "inline-input", "aria-label": `Carrier of ${order.order_number}` },
      CARRIERS.map((name) => h("option", { value: name }, name)));
    const number = h("input", { class: "inline-input mono", "aria-label": `Tracking number of ${order.order_number}`,
      autocomplete: "off", spellcheck: "false" });
    number.addEventListener("keydown", (event) => {
      const fields = [...event.target.closest("form").querySelectorAll(".ship-list input")];
      const next = fields[fields.indexOf(number) + 1];
      if (event.key !== "Enter" || !next) return;
      event.preventDefault();
      next.focus();
    });
    return { order, carrier, number, element: h("li", {}, h("strong", {}, order.order_number), carrier, number) };
  });
  return ask({
    title: `Ship ${orders.length} order${orders.length === 1 ? "" : "s"}`, action: "Ship",
    text: "Scan or type the numbers of the parcels. Orders without one stay as they are.",
    extra: h("ul", { class: "ship-list" }, rows.map(({ element }) => element)),
    run: async () => {
      const filled = rows.filter(({ number }) => number.value.trim());
      if (filled.length === 0) throw new Problem({ title: "No tracking number yet",
        detail: "Give at least one tracking number." });
      const parcels = new Map(filled.map(({ order, carrier, number }) =>
        [order.order_id, { carrier: carrier.value, tracking_number: number.value.trim() }]));
      await run(filled.map(({ order }) => order), parcels);
    },
  });
}
