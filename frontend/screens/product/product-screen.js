import { api } from "../../core/api.js";
import { categories } from "../../core/categories.js";
import { h, setText, syncList, useStyles } from "../../core/dom.js";
import { live } from "../../core/live.js";
import { centsFrom, formatMoney } from "../../core/money.js";
import { productNames } from "../../core/product-names.js";
import { Screen } from "../../core/screen.js";
import { CLOSELY_S, stock } from "../../core/stock.js";
import { BuyControls } from "../../parts/buy-controls.js";
import { copyButton } from "../../parts/copy-button.js";
import { icon } from "../../parts/icon.js";
import { problemNotice, problemPanel, retryButton } from "../../parts/problem-panel.js";
import { ProductCard } from "../../parts/product-card.js";
import { productPicture } from "../../parts/product-picture.js";
import { StockBadge } from "../../parts/stock-badge.js";

await useStyles(import.meta.url, ["./product-screen.css", "../../parts/product-card.css"]);

const REFRESH_EVERY_S = 60;
const SIMILAR = 4;

/** One product: what it is, what it costs, how many are left at this moment, and what else is like it. */
class ProductScreen extends Screen {
  #product = null;
  #similar = [];

  #back = h("p", { class: "product-back" }, h("a", { href: "/" }, icon("back"), "Catalogue"));
  #title = h("h1", { tabindex: -1 }, "Product");
  #kind = h("p", { class: "soft small product-line" });
  #price = h("p", { class: "product-page-price figures" });
  #badge = new StockBadge();
  #description = h("p", { class: "product-page-text" });
  #notice = h("div", { class: "product-notice" });
  #body = h("div");
  #grid = h("ul", { class: "product-grid" });
  #more = h("section", { class: "product-more", "aria-labelledby": "more-heading", hidden: true });
  #buy = null;

  start() {
    this.heading = "Product";
    this.show(this.#back, this.#notice, this.#body, this.#more);
    this.#body.replaceChildren(this.#title, skeleton());
    this.ready = this.#load();
    stock.watch(() => this.#shown().map((product) => product.product_id), this.signal, CLOSELY_S);
    this.listen(stock, "change", () => this.#restock());
    this.listen(live, "resync", () => this.#load());
    this.listen(window, "online", () => this.#load());
    this.every(REFRESH_EVERY_S, () => this.#load());
  }

  async #load() {
    const retry = () => this.#load();
    try {
      const product = await api.product(this.params.id, this.signal);
      const isFirst = this.#product === null;
      this.#notice.replaceChildren();
      this.#take(product);
      if (isFirst) await this.#findSimilar();
    } catch (problem) {
      if (this.signal.aborted) return;
      if (problem.status === 404) this.#showMissing();
      else if (!this.#product) this.#body.replaceChildren(this.#title, problemPanel(problem, { onRetry: retry }));
      else if (!problem.isConnection) this.#notice.replaceChildren(problemNotice(problem, retryButton(problem, retry)));
    }
  }

  #take(product) {
    this.#product = product;
    productNames.learn([product]);
    categories.learn([product]);
    this.heading = product.name;
    if (!this.#buy) this.#build();
    this.#paint();
  }

  #build() {
    const { product_id: id, image_url: photograph, sku, category } = this.#product;
    this.#buy = new BuyControls(this.#product);
    this.#kind.replaceChildren(
      ...[category ? h("a", { href: `/?category=${encodeURIComponent(category)}` }, category) : null,
        h("span", { class: "mono" }, sku), copyButton(sku, "article number")].filter(Boolean));
    this.#body.replaceChildren(h("div", { class: "product-page" },
      h("div", { class: "product-page-picture" }, productPicture(id, Boolean(photograph))),
      h("div", { class: "product-page-words" },
        this.#title, this.#kind,
        h("div", { class: "product-page-facts" }, this.#price, this.#badge.element),
        this.#buy.element, this.#description)));
  }

  #paint() {
    const product = stock.freshened(this.#product);
    setText(this.#title, product.name);
    setText(this.#price, formatMoney(centsFrom(product.price), product.currency));
    setText(this.#description, product.description ?? "");
    this.#badge.update(product);
    this.#buy.update(product);
    if (this.#similar.length === 0) return;
    syncList(this.#grid, this.#similar, {
      key: (other) => other.product_id,
      create: (other) => ProductCard.create(other),
      update: (card, other) => card.update(stock.freshened(other)),
    });
  }

  async #findSimilar() {
    const { category, product_id: id } = this.#product;
    if (!category) return;
    const { data } = await api.products({ category, pageSize: SIMILAR + 1 }, this.signal).catch(() => ({ data: [] }));
    this.#similar = data.filter((other) => other.product_id !== id).slice(0, SIMILAR);
    if (this.#similar.length === 0) return;
    this.#more.replaceChildren(h("h2", { id: "more-heading" }, `More in ${category}`), this.#grid);
    this.#more.hidden = false;
    this.#paint();
  }

  #shown() {
    return [this.#product, ...this.#similar].filter(Boolean);
  }

  #restock() {
    if (this.#product) this.#paint();
  }

  #showMissing() {
    this.heading = "Product not found";
    setText(this.#title, "Product not found");
    this.#more.hidden = true;
    this.#body.replaceChildren(h("div", { class: "empty" }, icon("search"), this.#title,
      h("p", {}, "It may not be sold any more."),
      h("a", { class: "button", href: "/" }, "See the catalogue")));
  }
}

function skeleton() {
  return h("div", { class: "product-page", role: "group", "aria-label": "Loading the product" },
    h("div", { class: "skeleton product-page-picture" }),
    h("div", { class: "product-page-words" },
      h("div", { class: "skeleton line half" }), h("div", { class: "skeleton line short" }),
      h("div", { class: "skeleton tall" }),
      h("div", { class: "skeleton line" }), h("div", { class: "skeleton line" })));
}

customElements.define("product-screen", ProductScreen);
