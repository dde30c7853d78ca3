import { cart } from "../core/cart.js";
import { h, setText, syncList } from "../core/dom.js";
import { formatMoney } from "../core/money.js";
import { CLOSELY_S, stock } from "../core/stock.js";
import { CartLine } from "./cart-line.js";
import { icon } from "./icon.js";

/** The cart beside the page: look, change, go on. On the cart's own page it stays closed. */
class CartDrawer extends HTMLElement {
  #lines = h("ul", { class: "cart-lines" });
  #count = h("span", { class: "soft figures" });
  #total = h("span", { class: "figures" });
  #empty = h("div", { class: "drawer-empty" }, icon("cart"), h("p", {}, "Your cart is empty."));
  #foot = h("div", { class: "drawer-foot" },
    h("p", { class: "drawer-total" }, h("span", {}, "Total"), this.#total),
    h("a", { class: "button primary wide", href: "/cart", onclick: () => this.close() }, "Check out"));
  #dialog = h("dialog", { class: "drawer", "aria-labelledby": "drawer-heading" },
    h("div", { class: "drawer-head" },
      h("h2", { id: "drawer-heading", tabindex: -1 }, "Cart"), this.#count,
      h("button", {
        type: "button", class: "button quiet icon-only", "aria-label": "Close", onclick: () => this.close(),
      }, icon("close"))),
    h("div", { class: "drawer-body" }, this.#empty, this.#lines), this.#foot);
  #watching = null;

  connectedCallback() {
    this.append(this.#dialog);
    cart.events.addEventListener("change", () => {
      if (this.#dialog.open) this.#paint();
    });
    stock.addEventListener("change", () => {
      if (this.#dialog.open) cart.restock((id) => stock.of(id));
    });
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.close();
    });
    this.#dialog.addEventListener("close", () => {
      this.#watching?.abort();
      this.#lines.replaceChildren();
    });
    document.addEventListener("tradepost:navigated", () => this.close());
  }

  open() {
    if (this.#dialog.open) return;
    this.#watching = new AbortController();
    stock.watch(() => cart.lines.map((line) => line.productId), this.#watching.signal, CLOSELY_S);
    stock.read().catch(() => {});
    this.#paint();
    this.#dialog.showModal();
    this.#dialog.querySelector("h2").focus();
  }

  close() {
    if (this.#dialog.open) this.#dialog.close();
  }

  #paint() {
    const { lines, count, totalCents } = cart;
    const isEmpty = lines.length === 0;
    this.#empty.hidden = !isEmpty;
    this.#lines.hidden = isEmpty;
    this.#foot.hidden = isEmpty;
    setText(this.#count, isEmpty ? "" : count === 1 ? "1 item" : `${count} items`);
    setText(this.#total, isEmpty ? "" : formatMoney(totalCents, lines[0].currency));
    syncList(this.#lines, lines, {
      key: (line) => line.productId,
      create: (line) => CartLine.create(line, { onRemove: () => this.#remove(line.productId) }),
      update: (element, line) => element.update(line),
    });
  }

  #remove(productId) {
    const index = cart.lines.findIndex((line) => line.productId === productId);
    cart.remove(productId);
    const next = this.#lines.children[Math.min(index, this.#lines.children.length - 1)];
    (next?.querySelector(".cart-remove") ?? this.#dialog.querySelector("h2")).focus();
  }
}

/** Opens the cart beside the page. */
export function openCart() {
  document.querySelector("cart-drawer").open();
}

customElements.define("cart-drawer", CartDrawer);
