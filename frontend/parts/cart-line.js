import { cart, limitOf } from "../../core/cart.js";
import { h, setText } from "../../core/dom.js";
import { formatMoney } from "../../core/money.js";
import { icon } from "../../parts/icon.js";
import { productArt } from "../../parts/product-art.js";
import { QuantityStepper } from "../../parts/quantity-stepper.js";

/** One line of the cart, updated in place. When stock runs short it offers the way out. */
export class CartLine {
  /** Answers a list item with an `update(line)` method of its own. */
  static create(line, { onRemove }) {
    const view = new CartLine(line, onRemove);
    view.element.update = (fresh) => view.update(fresh);
    return view.element;
  }

  #line;
  #onRemove;
  #name = h("p", { class: "cart-name" });
  #unit = h("p", { class: "soft small figures" });
  #sum = h("p", { class: "cart-sum figures" });
  #stepper;
  #issueText = h("span");
  #issueButton = h("button", { type: "button", class: "link-button", onclick: () => this.#resolve() });
  #issue = h("p", { class: "cart-issue small", role: "status", hidden: true },
    icon("alert"), this.#issueText, this.#issueButton);

  constructor(line, onRemove) {
    this.#onRemove = onRemove;
    this.#stepper = QuantityStepper.create({ limit: limitOf(line.available), of: line.name });
    this.#stepper.addEventListener("quantity", ({ detail }) => cart.setQuantity(line.productId, detail));
    this.element = h("li", { class: "cart-line" },
      h("div", { class: "cart-picture" }, productArt(line.productId)),
      h("div", { class: "cart-words" }, this.#name, this.#unit),
      h("div", { class: "cart-tools" },
        this.#stepper,
        h("button", {
          type: "button", class: "button quiet icon-only cart-remove", "aria-label": `Remove ${line.name}`,
          title: "Remove", onclick: onRemove,
        }, icon("trash"))),
      this.#sum, this.#issue);
  }

  update(line) {
    this.#line = line;
    setText(this.#name, line.name);
    setText(this.#unit, `${formatMoney(line.cents, line.currency)} each`);
    setText(this.#sum, formatMoney(line.cents * line.quantity, line.currency));
    this.#stepper.limit = limitOf(line.available);
    this.#stepper.value = line.quantity;
    const limit = limitOf(line.available);
    const short = line.quantity > limit;
    this.#issue.hidden = !short;
    if (!short) return;
    setText(this.#issueText, limit === 0 ? "Sold out." : `Only ${limit} left.`);
    setText(this.#issueButton, limit === 0 ? "Remove" : `Use ${limit} instead`);
  }

  #resolve() {
    const limit = limitOf(this.#line.available);
    if (limit === 0) this.#onRemove();
    else cart.setQuantity(this.#line.productId, limit);
  }
}
