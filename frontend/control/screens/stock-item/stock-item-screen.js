import { adminApi } from "../../../core/admin-api.js";
import { adminLive } from "../../../core/admin-live.js";
import { h, setText, useStyles } from "../../../core/dom.js";
import { centsFrom, formatMoney } from "../../../core/money.js";
import { count } from "../../../core/numbers.js";
import { Screen } from "../../../core/screen.js";
import { timeElement } from "../../../core/time.js";
import { facts } from "../../../parts/facts.js";
import { icon } from "../../../parts/icon.js";
import { openModal } from "../../../parts/modal.js";
import { problemNotice } from "../../../parts/problem-panel.js";
import { toast } from "../../../parts/toast-stack.js";
import { skeletonRows, ViewState } from "../../../parts/view-state.js";
import { productDialog } from "../stock/product-dialog.js";
import { adjustDialog } from "./adjust-dialog.js";
import { explanation } from "./explanation.js";
import { Ledger } from "./ledger.js";

await useStyles(import.meta.url, ["../stock/stock.css", "./stock-item.css"]);

/** One product: what it is, what is there, what is promised, and every movement that led there. */
class StockItemScreen extends Screen {
  #product = null;
  #level = null;
  #view = new ViewState(skeletonRows(8));
  #title = h("h1", { tabindex: -1 }, "Product");
  #tools = h("div", { class: "head-tools" });
  #tiles = h("div", { class: "level-tiles" });
  #facts = h("section", { class: "panel" });
  #ledger = new Ledger(this);
  #timer = 0;

  start() {
    this.heading = "Product";
    this.show(h("div", { class: "screen-head" }, h("div", { class: "row" },
      h("a", { href: "/admin/stock", class: "button quiet icon-only", "aria-label": "All products" }, icon("back")),
        this.#title), this.#tools),
    this.#view.element);
    adminLive.subscribe("stock", { filter: { product_id: [this.params.id] } }, this.signal, (message) => {
      if (message.type !== "stock.update" || message.product_id !== this.params.id || !this.#level) return;
      this.#level = { ...this.#level, ...message, low_stock: message.is_low };
      this.#paintLevel();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#ledger.refresh(), 500);
    });
    this.ready = this.#view.run(() => this.#load(), this.signal);
  }

  async #load() {
    const id = this.params.id;
    const [product, level] = await Promise.all([adminApi.product(id, this.signal),
      adminApi.stockLevel(id, this.signal).catch(() => null)]);
    this.#product = product;
    this.#level = level;
    this.#paint();
    this.#paintLevel();
    this.#ledger.load(id);
    return this.#content;
  }

  #content = h("div", { class: "stack" }, this.#tiles, h("div", { class: "columns" }, this.#ledger.element,
    this.#facts));

  #paint() {
    const product = this.#product;
    this.heading = product.name;
    setText(this.#title, product.name);
    const switchLabel = product.is_active ? "Stop selling" : "Sell again";
    this.#tools.replaceChildren(
      h("button", { type: "button", class: "button small primary", onclick: () => this.#adjust() }, icon("edit"),
        "Adjust stock"),
      h("button", { type: "button", class: "button small", onclick: () => this.#explain() }, icon("search"), "Explain"),
      h("button", { type: "button", class: "button small", onclick: () => productDialog(product,
        (fresh) => this.#changed(fresh)) }, "Change"),
      h("button", { type: "button", class: "button small quiet", onclick: () => this.#switch() }, switchLabel));
    this.#facts.replaceChildren(h("h2", {}, "Product"), facts([
      ["Price", h("strong", { class: "figures" }, formatMoney(centsFrom(product.price), product.currency))],
      ["SKU", h("span", { class: "mono" }, product.sku)], ["Id", h("span", { class: "mono" }, product.product_id)],
      ["Category", product.category], ["Description", product.description],
      ["State", product.is_active ? "Sold" : "Not sold"], ["Version", count(product.version)],
      ["Changed", timeElement(product.updated_at)],
      ["Orders", h("a", { href: `/admin/orders?product_id=${encodeURIComponent(product.product_id)}` },
        "Orders of it")],
    ]));
  }

  #paintLevel() {
    const level = this.#level;
    const tile = (label, value, tone = "") => h("div", { class: "level-tile", dataset: tone ? { tone } : {} },
      h("span", { class: "small" }, label), h("strong", { class: "figures" }, value));
    this.#tiles.replaceChildren(...(level ? [
      tile("On hand", count(level.on_hand)), tile("Reserved", count(level.reserved)),
      tile(level.low_stock ? "Available, low" : "Available", count(level.available), level.low_stock ? "warn" : "good"),
      tile("Low from", count(level.low_stock_threshold)),
    ] : [h("p", { class: "soft" }, "Nothing was ever in stock.")]));
  }

  #changed(product) {
    this.#product = product;
    this.#paint();
  }

  #adjust() {
    adjustDialog(this.#product, this.#level, (level) => {
      this.#level = level;
      this.#paintLevel();
      this.#ledger.refresh();
    });
  }

  async #switch() {
    try {
      this.#changed(await adminApi.changeProduct(this.#product.product_id, { is_active: !this.#product.is_active },
        this.#product.version));
    } catch (problem) {
      toast(problem.detail || problem.title);
    }
  }

  async #explain() {
    const body = h("div", {}, skeletonRows(4));
    openModal({ title: "Where the figures come from", body, wide: true });
    try {
      body.replaceChildren(explanation(await adminApi.explainStock(this.#product.product_id, this.signal)));
    } catch (problem) {
      body.replaceChildren(problemNotice(problem));
    }
  }
}

customElements.define("stock-item-screen", StockItemScreen);
