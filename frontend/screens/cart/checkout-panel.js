import { cart } from "../../core/cart.js";
import { checkout } from "../../core/checkout.js";
import { h, setText } from "../../core/dom.js";
import { guest } from "../../core/guest.js";
import { formatMoney } from "../../core/money.js";
import { session } from "../../core/session.js";
import { ErrorSummary } from "../../parts/error-summary.js";
import { icon } from "../../parts/icon.js";
import { countDown, problemNotice } from "../../parts/problem-panel.js";
import { CheckoutForm } from "./checkout-form.js";
import { OrderSender } from "./order-sender.js";

/** Everything between the goods and the placed order: who, where to, how to pay, and the button. */
export class CheckoutPanel {
  #options;
  #isPlacing = false;
  #form = null;
  #summary = new ErrorSummary();
  #sender = new OrderSender();
  #problem = h("div", { class: "cart-problem" });
  #buttonText = h("span");
  #button = h("button", { type: "submit", form: "checkout-form", class: "button primary wide" }, this.#buttonText);

  /** The form, for the column of the goods. */
  element = h("section", { class: "panel", "aria-labelledby": "checkout-heading", hidden: true });
  /** The button, for the summary's column. */
  action = h("div");

  /**
   * `isDemo` lets guests order; `lines()` are the elements of the cart's lines, in the order's order;
   * `onPlaced(order, arrivedEarlier)` and `onRefused()` hear what became of it.
   */
  constructor(options) {
    this.#options = options;
  }

  get isPlacing() {
    return this.#isPlacing;
  }

  get #userId() {
    return session.user?.user_id ?? guest.id;
  }

  /** Shows what fits whoever is signed in now; what is typed stays. */
  show() {
    const { user } = session;
    if (user?.role === "admin") this.#showRefusal();
    else if (user || this.#options.isDemo) this.#showForm();
    else this.#showSignIn();
  }

  /** Brings the amount on the button up to date. */
  paint() {
    if (this.#button.disabled || cart.lines.length === 0) return;
    setText(this.#buttonText, `Place order · ${formatMoney(cart.totalCents, cart.lines[0].currency)}`);
  }

  #showForm() {
    const isGuest = session.user === null;
    this.#form = new CheckoutForm({ isGuest, isDemo: this.#options.isDemo, onSubmit: () => this.#place() });
    this.element.hidden = false;
    this.element.replaceChildren(
      h("h2", { id: "checkout-heading" }, "Delivery and payment"),
      ...(isGuest ? [h("p", { class: "checkout-guest soft" }, "You are ordering as a guest. ",
        h("a", { href: "/sign-in?next=%2Fcart" }, "Sign in"), " to keep your orders in an account.")] : []),
      this.#summary.element, this.#form.element);
    const promise = "You can cancel free of charge until your order ships.";
    this.action.replaceChildren(this.#problem, this.#sender.element, this.#button,
      ...(isGuest ? [] : [h("p", { class: "small soft cart-fineprint" }, promise)]));
    this.paint();
  }

  #showSignIn() {
    this.#form = null;
    this.element.hidden = true;
    this.action.replaceChildren(
      h("a", { class: "button primary wide", href: "/sign-in?next=%2Fcart" }, "Sign in to check out"),
      h("p", { class: "small soft cart-fineprint" }, "New here? ",
        h("a", { href: "/sign-up?next=%2Fcart" }, "Create an account"), ". Your cart stays."));
  }

  #showRefusal() {
    this.#form = null;
    this.element.hidden = true;
    this.action.replaceChildren(h("div", { class: "notice warn" }, icon("alert"),
      h("p", {}, "This is an administrator's account. Orders are placed by customers: sign in as one to order.")));
  }

  async #place() {
    if (this.#isPlacing || this.#button.disabled) return;
    this.#problem.replaceChildren();
    const errors = [...this.#findBlocked(), ...this.#form.findErrors()];
    if (errors.length > 0) {
      this.#summary.show(errors);
      return;
    }
    this.#summary.clear();
    this.#busy(true);
    const { lines, totalCents } = cart;
    const body = checkout.bodyFor({ userId: this.#userId, lines, totalCents, ...this.#form.values });
    try {
      const outcome = await this.#sender.place(body);
      if (outcome) this.#options.onPlaced(outcome.order, outcome.arrivedEarlier);
    } catch (problem) {
      this.#busy(false);
      this.#explain(problem);
    }
    this.#busy(false);
  }

  /** Lines with too little stock, and a sum no order may have. */
  #findBlocked() {
    const errors = this.#options.lines().map((line) => line.blocked).filter(Boolean);
    if (cart.isTooLarge) {
      errors.push({ text: "One order can be worth 99,999,999.99 at most. Remove something or order in parts." });
    }
    return errors;
  }

  #explain(problem) {
    if (problem.errors.length > 0) this.#summary.show(this.#locate(problem.errors));
    else this.#problem.replaceChildren(problemNotice(problem));
    countDown(problem.retryAfter, (left) => {
      this.#button.disabled = left > 0;
      if (left > 0) setText(this.#buttonText, `Try again in ${left} s`);
      else this.paint();
    });
    // Stock or price may have moved under us: show where.
    if (problem.status === 409 || problem.status === 422) this.#options.onRefused();
  }

  /** Pointers like `/items/2/quantity` belong to a line of the cart, all others to the form. */
  #locate(errors) {
    const lines = this.#options.lines();
    for (const line of lines) line.refuse("");
    const ofItems = errors.filter(({ pointer }) => /^#?\/items\/\d+/.test(pointer));
    const located = ofItems.map(({ pointer, detail }) => {
      const line = lines[Number(pointer.split("/items/")[1].split("/")[0])];
      line?.refuse(detail);
      return { text: line ? `${line.name}: ${detail}` : detail, control: line?.control ?? null };
    });
    return [...located, ...this.#form.showErrors(errors.filter((error) => !ofItems.includes(error)))];
  }

  #busy(isBusy) {
    this.#isPlacing = isBusy;
    if (this.#form) this.#form.isBusy = isBusy;
    for (const line of this.#options.lines()) line.inert = isBusy;
    if (isBusy) this.#button.setAttribute("aria-busy", "true");
    else this.#button.removeAttribute("aria-busy");
  }

  /** Looks whether an order whose answer was lost has arrived; null when it has not or cannot be known. */
  async findArrived() {
    if (!checkout.isUncertain || (!session.user && !this.#options.isDemo)) return null;
    return checkout.findArrived().catch(() => null);
  }
}
