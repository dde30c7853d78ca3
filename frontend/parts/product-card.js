import { cart, limitOf } from "../../core/cart.js";
import { h, setText } from "../../core/dom.js";
import { centsFrom, formatMoney } from "../../core/money.js";
import { icon } from "../../parts/icon.js";
import { productArt } from "../../parts/product-art.js";
import { QuantityStepper } from "../../parts/quantity-stepper.js";
import { toast } from "../../parts/toast-stack.js";

const ADDED_FOR_MS = 1400;
const VIEW_CART = { label: "View cart", href: "/cart" };

/** One product of the catalogue; `update` brings it up to date in place. */
export class ProductCard {
  /** Answers a list item with an `update(product)` method of its own. */
  static create(product) {
    const card = new ProductCard(product);
    card.element.update = (fresh) => card.update(fresh);
    return card.element;
  }

  #product;
  #price = h("p", { class: "product-price figures" });
  #badge = h("p", { class: "badge" });
  #badgeText = h("span");
  #name = h("h2", { class: "product-name" });
  #description = h("p", { class: "product-description soft small" });
  #stepper;
  #buttonText = h("span", {}, "Add to cart");
  #button = h("button", { type: "button", class: "button primary", onclick: () => this.#add() }, this.#buttonText);

  constructor(product) {
    this.#product = product;
    this.#stepper = QuantityStepper.create({ limit: limitOf(product.available), of: product.name });
    this.element = h("li", { class: "product-card" },
      h("div", { class: "product-picture" }, productArt(product.product_id)),
      h("div", { class: "product-text" },
        h("p", { class: "product-kind small soft" }, [product.category, product.sku].filter(Boolean).join(" · ")),
        this.#name, this.#description,
        h("div", { class: "product-facts" }, this.#price, this.#badge),
        h("div", { class: "product-buy" }, this.#stepper, this.#button)));
  }

  update(product) {
    this.#product = product;
    setText(this.#name, product.name);
    setText(this.#description, product.description ?? "");
    setText(this.#price, formatMoney(centsFrom(product.price), product.currency));
    this.#button.setAttribute("aria-label", `Add ${product.name} to cart`);
    const stock = stockWords(product);
    this.#badge.dataset.tone = stock.tone;
    if (this.#badgeText.textContent !== stock.label) {
      setText(this.#badgeText, stock.label);
      this.#badge.replaceChildren(icon(stock.icon), this.#badgeText);
    }
    this.#stepper.limit = limitOf(product.available);
    this.#stepper.hidden = stock.soldOut;
    this.#button.disabled = stock.soldOut;
    if (!this.#button.dataset.added) setText(this.#buttonText, stock.soldOut ? "Sold out" : "Add to cart");
  }

  #add() {
    const held = cart.lines.find((line) => line.productId === this.#product.product_id)?.quantity ?? 0;
    const now = cart.add(this.#product, this.#stepper.value);
    const { name } = this.#product;
    if (now === held) {
      toast(`Your cart already holds all we can sell of ${name}.`, VIEW_CART, "cart");
      return;
    }
    toast(`${now - held} × ${name} added to your cart.`, VIEW_CART, "cart");
    this.#stepper.value = 1;
    this.#confirm();
  }

  #confirm() {
    this.#button.dataset.added = "true";
    this.#button.replaceChildren(icon("tick"), this.#buttonText);
    setText(this.#buttonText, "Added");
    setTimeout(() => {
      delete this.#button.dataset.added;
      this.#button.replaceChildren(this.#buttonText);
      setText(this.#buttonText, "Add to cart");
      this.update(this.#product);
    }, ADDED_FOR_MS);
  }
}

/** What to say about the stock: the exact number only when it is worth hurrying. */
function stockWords({ available, low_stock: low, is_active: active }) {
  if (active === false || available <= 0) return { label: "Sold out", tone: "muted", icon: "ban", soldOut: true };
  if (low || available <= 5) return { label: `Only ${available} left`, tone: "warn", icon: "alert", soldOut: false };
  return { label: "In stock", tone: "good", icon: "check", soldOut: false };
}
