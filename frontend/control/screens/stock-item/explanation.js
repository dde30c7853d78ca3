import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { timeElement } from "../../../core/time.js";
import { icon } from "../../../parts/icon.js";

/** Adds the ledger up in front of the reader, and names who holds what is reserved. */
export function explanation(told) {
  const figures = [["On hand", told.on_hand], ["Reserved", told.reserved], ["Available", told.available]];
  return h("div", { class: "stack" },
    h("p", { class: told.agrees ? "notice" : "notice bad" }, icon(told.agrees ? "check" : "alert"),
      told.agrees ? `The ledger of ${count(told.movements)} movements, the level and all promises agree.`
        : "Ledger, level and promises do not agree. Run “tradepost check”."),
    h("div", { class: "explain" }, figures.map(([name, { value, sum, by_kind: kinds }]) =>
      h("section", {}, h("h3", {}, name),
      h("table", { class: "plain-table" }, h("tbody", {}, Object.entries(kinds).filter(([, number]) => number !== 0)
        .map(([kind, number]) =>
        h("tr", {}, h("th", { scope: "row" }, kind), h("td", { class: "numeric figures" }, count(number))))),
      h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, sum === value ? "Sum" : `Sum, stored is ${count(value)}`),
        h("td", { class: "numeric figures" }, count(sum)))))))),
    told.open_reservations.length > 0 ? h("section", {}, h("h3", {}, `Held by ${count(told.open_reservations_count)}`),
      h("ul", { class: "holds" }, told.open_reservations.slice(0, 50)
        .map((hold) => h("li", {}, h("strong", { class: "figures" }, count(hold.quantity)),
        hold.order_id ? h("a", { href: `/admin/orders/${hold.order_id}` }, "an order") : "a reservation",
        h("span", { class: "soft small" }, "since ", timeElement(hold.since, "brief"),
          hold.expires_at ? [", until ", timeElement(hold.expires_at, "brief")] : "", hold.confirmed ? ""
            : ", not confirmed by it"))))) : "");
}
