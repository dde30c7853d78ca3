import { h, setText } from "../core/dom.js";
import { centsFrom, formatMoney } from "../core/money.js";
import { BuyControls } from "./buy-controls.js";
import { productPicture } from "./product-picture.js";
import { StockBadge } from "./stock-badge.js";

/** One product of the catalogue; `update` brings it up to date in place. */
export class ProductCard {
  /** Answers a list item with an `update(product)` method of its own. */
  static create(product) {
    const card = new ProductCard(product);
    card.element.update = (fresh) => card.update(fresh);
    return card.element;
  }

  #price = h("p", { class: "product-price figures" });
  #badge = new StockBadge();
  #name;
  #description = h("p", { class: "product-description soft small" });
  #buy;

  constructor(product) {
    const href = `/products/${encodeURIComponent(product.product_id)}`;
    this.#buy = new BuyControls(product);
    this.#name = h("a", { href }, product.name);
    this.element = h("li", { class: "product-card" },
      h("div", { class: "product-picture" }, productPicture(product.product_id, Boolean(product.image_url))),
      h("div", { class: "product-text" },
        h("p", { class: "product-kind small soft" }, [product.category, product.sku].filter(Boolean).join(" · ")),
        h("h2", { class: "product-name" }, this.#name), this.#description,
        h("div", { class: "product-facts" }, this.#price, this.#badge.element),
        this.#buy.element));
  }

  update(product) {
    setText(this.#name, product.name);
    setText(this.#description, product.description ?? "");
    setText(this.#price, formatMoney(centsFrom(product.price), product.currency));
    this.#badge.update(product);
    this.#buy.update(product);
  }
}
