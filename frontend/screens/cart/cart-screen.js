import { api } from "../../core/api.js";
import { cart } from "../../core/cart.js";
import { checkout } from "../../core/checkout.js";
import { announce, h, setText, syncList, useStyles } from "../../core/dom.js";
import { formatMoney } from "../../core/money.js";
import { orderCache } from "../../core/order-cache.js";
import { Screen } from "../../core/screen.js";
import { session } from "../../core/session.js";
import { icon } from "../../parts/icon.js";
import { countDown, problemNotice } from "../../parts/problem-panel.js";
import { toast } from "../../parts/toast-stack.js";
import { CartLine } from "./cart-line.js";
import { CheckoutForm } from "./checkout-form.js";

await useStyles(import.meta.url, ["./cart-screen.css", "./cart-line.css", "./checkout-form.css"]);

const LARGEST_PAGE = 100;
const REFRESH_EVERY_S = 20;

/** The cart and the whole checkout on one page. Nothing typed is lost, whatever the network does. */
class CartScreen extends Screen {
  #placing = false;
  #placed = false;
  #form = null;

  #notices = h("div", { class: "cart-notices" });
  #lines = h("ul", { class: "cart-lines" });
  #checkout = h("section", { class: "panel", "aria-labelledby": "checkout-heading" });
  #count = h("span", { class: "figures" });
  #total = h("span", { class: "cart-total figures" });
  #problem = h("div", { class: "cart-problem" });
  #buttonText = h("span");
  #button = h("button", { type: "submit", form: "checkout-form", class: "button primary wide" }, this.#buttonText);
  #action = h("div");

  start() {
    this.heading = "Cart";
    this.listen(cart.events, "change", () => this.#paint());
    this.listen(session, "change", () => this.#showCheckout());
    this.listen(window, "online", () => this.#refresh());
    this.every(REFRESH_EVERY_S, () => this.#refresh());
    this.#paint();
    this.ready = this.#refresh();
  }

  #paint() {
    if (this.#placed) return;
    if (cart.lines.length === 0) {
      this.#form = null;
      this.show(h("div", { class: "empty" }, icon("cart"), h("h1", { tabindex: -1 }, "Your cart is empty"),
        h("p", {}, "What you add in the shop waits for you here."),
        h("a", { class: "button primary", href: "/" }, "Start shopping")));
      return;
    }
    if (!this.contains(this.#lines)) this.#buildLayout();
    syncList(this.#lines, cart.lines, {
      key: (line) => line.productId,
      create: (line) => CartLine.create(line, { onRemove: () => this.#remove(line.productId) }),
      update: (element, line) => element.update(line),
    });
    const { count, totalCents } = cart;
    const total = formatMoney(totalCents, cart.lines[0].currency);
    setText(this.#count, String(count));
    setText(this.#total, total);
    setText(this.#buttonText, `Place order · ${total}`);
  }

  #buildLayout() {
    this.show(
      h("div", { class: "screen-head" },
        h("h1", { tabindex: -1 }, "Your cart"), h("a", { href: "/" }, "Continue shopping")),
      this.#notices,
      h("div", { class: "cart-layout" },
        h("div", { class: "cart-main" },
          h("section", { class: "panel cart-items", "aria-label": "Items" }, this.#lines),
          this.#checkout),
        h("aside", { class: "panel cart-summary", "aria-label": "Summary" },
          h("h2", {}, "Summary"),
          h("dl", {},
            h("div", {}, h("dt", {}, "Items"), h("dd", {}, this.#count)),
            h("div", { class: "cart-total-row" }, h("dt", {}, "Total"), h("dd", {}, this.#total))),
          this.#problem, this.#action)));
    this.#showCheckout();
  }

  #showCheckout() {
    if (!session.user) {
      this.#form = null;
      this.#checkout.hidden = true;
      this.#action.replaceChildren(
        h("a", { class: "button primary wide", href: "/sign-in?next=%2Fcart" }, "Sign in to check out"),
        h("p", { class: "small soft cart-fineprint" }, "New here? ",
          h("a", { href: "/sign-up?next=%2Fcart" }, "Create an account"), ". Your cart stays."));
      return;
    }
    if (this.#form) return;
    this.#form = new CheckoutForm({ onSubmit: () => this.#place() });
    this.#checkout.hidden = false;
    this.#checkout.replaceChildren(h("h2", { id: "checkout-heading" }, "Delivery and payment"), this.#form.element);
    this.#action.replaceChildren(this.#button,
      h("p", { class: "small soft cart-fineprint" }, "You can cancel free of charge until your order ships."));
  }

  #remove(productId) {
    const index = cart.lines.findIndex((line) => line.productId === productId);
    const line = cart.lines[index];
    if (!line) return;
    cart.remove(productId);
    toast(`${line.name} removed.`, { label: "Undo", run: () => cart.restore(line, index) });
    const next = this.#lines.children[Math.min(index, this.#lines.children.length - 1)];
    (next?.querySelector(".cart-remove") ?? this.querySelector("h1"))?.focus();
  }

  /** Takes over prices and stock of the catalogue and says which prices are not what they were. */
  async #refresh() {
    const before = cart.lines;
    if (before.length === 0 || this.#placing) return;
    try {
      const products = await this.#currentProducts(before.map((line) => line.productId));
      if (this.#placing || this.signal.aborted) return;
      cart.refresh(products);
    } catch {
      // The server checks prices and stock again when the order arrives.
      return;
    }
    const old = new Map(before.map((line) => [line.productId, line.cents]));
    const changed = cart.lines.filter((line) => old.has(line.productId) && old.get(line.productId) !== line.cents);
    if (changed.length === 0) return;
    const sentences = changed.map(({ name, productId, cents, currency }) =>
      `${name} is now ${formatMoney(cents, currency)} instead of ${formatMoney(old.get(productId), currency)}.`);
    this.#notices.replaceChildren(
      h("div", { class: "notice warn", role: "status" }, icon("alert"), h("p", {}, sentences.join(" "))));
  }

  async #currentProducts(ids) {
    const { data } = await api.products({ pageSize: LARGEST_PAGE }, this.signal);
    const listed = new Set(data.map((product) => product.product_id));
    const others = await Promise.all(ids.filter((id) => !listed.has(id)).map((id) => this.#product(id)));
    return [...data, ...others.filter(Boolean)];
  }

  async #product(id) {
    try {
      return await api.product(id, this.signal);
    } catch (problem) {
      if (problem.status === 404) return null;
      throw problem;
    }
  }

  async #place() {
    if (this.#placing || this.#button.disabled) return;
    if (!this.#isOrderable() || !this.#form.validate()) return;
    this.#busy(true);
    this.#problem.replaceChildren();
    try {
      const { order, arrivedEarlier } = await checkout.place(checkout.bodyFor({
        userId: session.user.user_id,
        lines: cart.lines,
        totalCents: cart.totalCents,
        address: this.#form.address,
        paymentMethod: this.#form.paymentMethod,
      }));
      this.#finish(order, arrivedEarlier);
    } catch (problem) {
      this.#busy(false);
      this.#explain(problem);
    }
  }

  /** Puts the focus on what stands in the way: a line with too little stock, or a sum no order may have. */
  #isOrderable() {
    const blocked = [...this.#lines.children].find((line) => line.querySelector(".cart-issue:not([hidden])"));
    if (blocked) {
      blocked.querySelector(".cart-issue button").focus();
      announce("Some items are not available in the quantity you chose.");
      return false;
    }
    if (cart.isTooLarge) {
      const text = "One order can be worth 99,999,999.99 at most. Remove something or order in parts.";
      this.#problem.replaceChildren(h("div", { class: "notice bad", role: "alert" }, icon("alert"), h("p", {}, text)));
      return false;
    }
    return true;
  }

  #finish(order, arrivedEarlier) {
    this.#placed = true;
    orderCache.put(order);
    cart.clear();
    if (arrivedEarlier) toast("Your earlier try did arrive. This is that order; nothing was ordered twice.");
    else announce("Your order has been placed.");
    this.router.go(`/orders/${encodeURIComponent(order.order_id)}`, { replace: true });
  }

  #explain(problem) {
    const elsewhere = this.#form?.showErrors(problem) ?? problem.errors;
    const shownInline = problem.errors.length > elsewhere.length;
    if (problem.isConnection) {
      this.#problem.replaceChildren(problemNotice(problem, h("p", {},
        "Everything you typed is still here. Placing the order again is safe: it cannot be ordered twice.")));
    } else if (!shownInline || elsewhere.length > 0) {
      const list = elsewhere.length > 0 ? h("ul", {}, elsewhere.map(({ detail }) => h("li", {}, detail))) : null;
      this.#problem.replaceChildren(problemNotice(problem, list));
    }
    countDown(problem.retryAfter, (left) => {
      this.#button.disabled = left > 0;
      if (left > 0) setText(this.#buttonText, `Try again in ${left} s`);
      else this.#paint();
    });
    // Stock or price may have moved under us: show where.
    if (problem.status === 409 || problem.status === 422) this.#refresh();
  }

  #busy(busy) {
    this.#placing = busy;
    this.#form?.setBusy(busy);
    if (busy) this.#button.setAttribute("aria-busy", "true");
    else this.#button.removeAttribute("aria-busy");
  }
}

customElements.define("cart-screen", CartScreen);
