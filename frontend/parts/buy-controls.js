import { cart, limitOf } from "../core/cart.js";
import { stockWords } from "../core/catalogue.js";
import { h, setText } from "../core/dom.js";
import { openCart } from "./cart-drawer.js";
import { icon } from "./icon.js";
import { QuantityStepper } from "./quantity-stepper.js";
import { toast } from "./toast-stack.js";

const ADDED_FOR_MS = 1400;
const VIEW_CART = { label: "View cart", run: () => openCart() };

/** How many, and into the cart: for a product's card and its page. `update` brings it up to date in place. */
export class BuyControls {
  #product;
  #stepper;
  #text = h("span", {}, "Add to cart");
  #button = h("button", { type: "button", class: "button primary", onclick: () => this.#add() }, this.#text);

  constructor(product) {
    this.#product = product;
    this.#stepper = QuantityStepper.create({ limit: limitOf(product.available), of: product.name });
    this.element = h("div", { class: "product-buy" }, this.#stepper, this.#button);
    this.update(product);
  }

  update(product) {
    this.#product = product;
    const { soldOut } = stockWords(product);
    const limit = limitOf(product.available);
    this.#button.setAttribute("aria-label", soldOut ? `${product.name} is sold out` : `Add ${product.name} to cart`);
    this.#stepper.limit = limit;
    if (this.#stepper.value > Math.max(1, limit)) this.#stepper.value = Math.max(1, limit);
    this.#stepper.hidden = soldOut;
    this.#button.disabled = soldOut;
    if (!this.#button.dataset.added) setText(this.#text, soldOut ? "Sold out" : "Add to cart");
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
    this.#button.replaceChildren(icon("tick"), this.#text);
    setText(this.#text, "Added");
    setTimeout(() => {
      delete this.#button.dataset.added;
      this.#button.replaceChildren(this.#text);
      setText(this.#text, "Add to cart");
      this.update(this.#product);
    }, ADDED_FOR_MS);
  }
}
