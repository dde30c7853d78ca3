import { cart, limitOf } from "../core/cart.js";
import { h, setText } from "../core/dom.js";
import { formatMoney } from "../core/money.js";
import { icon } from "./icon.js";
import { productPicture } from "./product-picture.js";
import { QuantityStepper } from "./quantity-stepper.js";

/** One line of the cart, updated in place. When stock runs short it offers the way out. */
export class CartLine {
  /**
   * Answers a list item with methods of its own: `update(line)`, `refuse(text)` for what the server has against it, and
   * `name`, `control` (the number's field), `blocked` (`{text, control}` while more is wanted than there is).
   */
  static create(line, { onRemove }) {
    const view = new CartLine(line, onRemove);
    view.element.update = (fresh) => view.update(fresh);
    view.element.refuse = (text) => view.#refuse(text);
    Object.defineProperties(view.element, {
      name: { get: () => view.#line.name },
      control: { get: () => view.#stepper.control },
      blocked: { get: () => view.#blocked },
    });
    return view.element;
  }

  #line;
  #onRemove;
  #name;
  #unit = h("p", { class: "soft small figures" });
  #sum = h("p", { class: "cart-sum figures" });
  #stepper;
  #issueText = h("span");
  #issueButton = h("button", { type: "button", class: "link-button", onclick: () => this.#resolve() });
  #issue = h("p", { class: "cart-issue small", role: "status", hidden: true },
    icon("alert"), this.#issueText, this.#issueButton);
  #refusal = h("p", { class: "cart-refusal small", hidden: true }, icon("alert"));

  constructor(line, onRemove) {
    this.#onRemove = onRemove;
    this.#name = h("a", { href: `/products/${encodeURIComponent(line.productId)}` });
    this.#stepper = QuantityStepper.create({ limit: limitOf(line.available), of: line.name });
    this.#stepper.addEventListener("quantity", ({ detail }) => cart.setQuantity(line.productId, detail));
    this.element = h("li", { class: "cart-line" },
      h("div", { class: "cart-picture" }, productPicture(line.productId, line.hasPhotograph)),
      h("div", { class: "cart-words" }, h("p", { class: "cart-name" }, this.#name), this.#unit),
      h("div", { class: "cart-tools" },
        this.#stepper,
        h("button", {
          type: "button", class: "button quiet icon-only cart-remove", "aria-label": `Remove ${line.name}`,
          title: "Remove", onclick: onRemove,
        }, icon("trash"))),
      this.#sum, this.#issue, this.#refusal);
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

  /** What the server had against this line; "" takes it away. */
  #refuse(text) {
    this.#refusal.hidden = !text;
    this.#refusal.replaceChildren(icon("alert"), h("span", {}, text));
  }

  get #blocked() {
    const { name, quantity, available } = this.#line;
    const limit = limitOf(available);
    if (quantity <= limit) return null;
    const text = limit === 0 ? `${name} is sold out.` : `Of ${name} only ${limit} are left.`;
    return { text, control: this.#issueButton };
  }

  #resolve() {
    const limit = limitOf(this.#line.available);
    if (limit === 0) this.#onRemove();
    else cart.setQuantity(this.#line.productId, limit);
  }
}
