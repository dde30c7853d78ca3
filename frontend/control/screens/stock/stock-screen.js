import { adminApi } from "../../../core/admin-api.js";
import { adminLive } from "../../../core/admin-live.js";
import { download } from "../../../core/csv.js";
import { h, useStyles } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { toast } from "../../../parts/toast-stack.js";
import { icon } from "../../../parts/icon.js";
import { ListScreen } from "../../list-screen.js";
import { importWizard } from "./import-wizard.js";
import { productDialog } from "./product-dialog.js";
import { inlineAmount, inlineCount } from "./inline-edit.js";
import { stockBar } from "./stock-bar.js";

await useStyles(import.meta.url, ["./stock.css"]);

const ACTIVITY = [{ value: "true", label: "Sold" }, { value: "false", label: "Not sold" }];
const YES = [{ value: "true", label: "Low" }];

/** All products with their stock; price and threshold can be changed where they stand. */
class StockScreen extends ListScreen {
  get about() {
    return {
      title: "Products and stock", name: "stock", keyOf: (product) => product.product_id, columns: this.#columns(),
      search: "Name, SKU, category, id",
      filters: [{ name: "category", label: "Category", kind: "text" },
        { name: "is_active", label: "Sold", kind: "choice", options: ACTIVITY },
        { name: "low_stock", label: "Stock", kind: "choice", options: YES }],
      empty: ["box", "No products yet", "Add one, or import a file."],
      tools: [
        h("button", { type: "button", class: "button small", onclick: () => importWizard(() => this.reload()) },
          icon("upload"), "Import"),
        h("button", { type: "button", class: "button small", onclick: () => this.#export() }, icon("download"),
          "Export"),
        h("button", { type: "button", class: "button small primary",
          onclick: () => productDialog(null, () => this.reload()) }, icon("plus"), "Add product"),
      ],
    };
  }

  #columns() {
    return [
      { key: "name", isWide: true, label: "Product", isFixed: true, card: "title", cell: (product) => h("a",
        { href: `/admin/stock/${encodeURIComponent(product.product_id)}` }, product.name ?? product.product_id) },
      { key: "sku", label: "SKU", priority: 2, cell: (product) => h("span", { class: "mono" }, product.sku ?? "") },
      { key: "category", label: "Category", priority: 3, cell: (product) => product.category ?? "" },
      { key: "price", label: "Price", isNumeric: true, cell: (product) => inlineAmount(product,
        (fresh) => this.#take(fresh)) },
      { key: "available", label: "Available", isNumeric: true, isFixed: true, cell: (product) => available(product) },
      { key: "stock", label: "On hand and reserved", priority: 2,
        cell: (product) => (product.on_hand === undefined ? "" : stockBar(product)) },
      { key: "threshold", label: "Low from", isNumeric: true, priority: 3,
        cell: (product) => inlineCount(product, (fresh) => this.#take(fresh)) },
      { key: "state", label: "State", card: "corner", cell: (product) => h("span", { class: "badge",
        dataset: { tone: product.is_active === false ? "muted" : product.low_stock ? "warn" : "good" } },
      product.is_active === false ? "Not sold" : product.low_stock ? "Low" : "In stock") },
    ];
  }

  /** The catalogue with its levels; the list of low products comes from the stock instead. */
  async fetch({ low_stock: isLow, ...query }, signal) {
    if (isLow) {
      const { page_size, cursor, q } = query;
      const levels = await adminApi.stock({ low_stock: true, q, page_size, cursor }, signal);
      const known = await Promise.allSettled(levels.data.slice(0, 30)
        .map(({ product_id: id }) => adminApi.product(id, signal)));
      const products = new Map(known.flatMap(({ value }) => (value ? [[value.product_id, value]] : [])));
      return { ...levels, data: levels.data.map((level) => ({ ...products.get(level.product_id), ...level })) };
    }
    const page = await adminApi.products({ is_active: "all", ...query }, signal);
    const levels = await this.#levels(page.data, query, signal);
    return { ...page, data: page.data.map((product) => ({ ...product, ...levels.get(product.product_id) })) };
  }

  /** Both lists come in the order of the ids, so the levels of a page are found with as many questions as pages. */
  async #levels(products, { q, cursor }, signal) {
    if (products.length === 0) return new Map();
    const page = await adminApi.stock({ page_size: 100, q: q ?? "", cursor: cursor ?? "" }, signal)
      .catch(() => ({ data: [] }));
    return new Map(page.data.map((level) => [level.product_id, level]));
  }

  begin() {
    adminLive.subscribe("stock", {}, this.signal, (message) => {
      if (message.type !== "stock.update") return;
      const known = this.table.get(message.product_id);
      if (!known) return;
      const { on_hand, reserved, available: left, low_stock_threshold, is_low: isLow } = message;
      this.#take({ ...known, on_hand, reserved, available: left, low_stock_threshold, low_stock: isLow });
    });
  }

  #take(product) {
    const known = this.table.get(product.product_id);
    if (known) this.table.update({ ...known, ...product });
  }

  async #export() {
    try {
      download("products.csv", await adminApi.exportProducts());
    } catch (problem) {
      toast(problem.detail || problem.title);
    }
  }
}

function available(product) {
  const number = h("strong", { class: "figures" }, count(product.available ?? 0));
  return product.low_stock ? h("span", { class: "low-figure" }, icon("alert"), number) : number;
}

customElements.define("stock-screen", StockScreen);
