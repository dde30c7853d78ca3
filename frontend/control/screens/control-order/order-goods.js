import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { centsFrom, formatMoney } from "../../../core/money.js";
import { count } from "../../../core/numbers.js";
import { productNames } from "../../../core/product-names.js";

const LOOKED_UP = 10;

/** The lines of an order, each with what is left of the product. */
export function orderGoods(order, levels) {
  const money = (amount) => formatMoney(centsFrom(amount), order.currency);
  return h("table", { class: "plain-table order-goods" },
    h("thead", {}, h("tr", {}, ["Product", "Quantity", "Price", "Total", "In stock"].map((name, at) =>
      h("th", { scope: "col", class: at > 0 ? "numeric" : null }, name)))),
    h("tbody", {}, order.items.map((item) => {
      const level = levels.get(item.product_id);
      return h("tr", {},
        h("td", {}, h("a", { href: `/admin/stock/${encodeURIComponent(item.product_id)}` },
          productNames.get(item.product_id) ?? item.product_id),
          productNames.get(item.product_id) ? h("span", { class: "soft small mono" }, item.product_id) : null),
        h("td", { class: "numeric figures" }, count(item.quantity)),
          h("td", { class: "numeric figures" }, money(item.unit_price)),
        h("td", { class: "numeric figures" }, money(item.total_price)),
        h("td", { class: "numeric figures" }, level ? h("span",
          { title: `${count(level.on_hand)} on hand, ${count(level.reserved)} reserved` },
          count(level.available)) : "–"));
    })),
    h("tfoot", {}, h("tr", {}, h("th", { scope: "row", colspan: 3 }, "Total"),
      h("td", { class: "numeric figures" }, money(order.total_amount)), h("td", {}))));
}

/** What is in stock of the order's products; a product without a level is left out. */
export async function goodsLevels(order, signal) {
  const ids = [...new Set(order.items.map(({ product_id: id }) => id))].slice(0, LOOKED_UP);
  const answers = await Promise.allSettled(ids.map((id) => adminApi.stockLevel(id, signal)));
  return new Map(answers.flatMap(({ value }) => (value ? [[value.product_id, value]] : [])));
}
