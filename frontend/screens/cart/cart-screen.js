import { cart } from "../../core/cart.js";
import { refreshCart } from "../../core/catalogue.js";
import { announce, h, setText, syncList, useStyles } from "../../core/dom.js";
import { guest } from "../../core/guest.js";
import { live } from "../../core/live.js";
import { formatMoney } from "../../core/money.js";
import { orderCache } from "../../core/order-cache.js";
import { Screen } from "../../core/screen.js";
import { session } from "../../core/session.js";
import { shopInfo } from "../../core/shop-info.js";
import { CLOSELY_S, stock } from "../../core/stock.js";
import { CartLine } from "../../parts/cart-line.js";
import { icon } from "../../parts/icon.js";
import { toast } from "../../parts/toast-stack.js";
import { CheckoutPanel } from "./checkout-panel.js";

await useStyles(import.meta.url, ["./cart-screen.css", "./checkout-form.css", "../../parts/error-summary.css"]);

const REFRESH_EVERY_S = 60;

/** The cart and the whole checkout on one page. Nothing typed is lost, whatever the network does. */
class CartScreen extends Screen {
  #placed = false;
  #panel = null;

  #notices = h("div", { class: "cart-notices" });
  #lines = h("ul", { class: "cart-lines" });
  #count = h("span", { class: "figures" });
  #total = h("span", { class: "cart-total figures" });

  start() {
    this.heading = "Cart";
    this.show(h("h1", { tabindex: -1, class: "visually-hidden" }, "Your cart"));
    this.ready = this.#begin();
  }

  async #begin() {
    const { isDemo } = await shopInfo();
    if (this.signal.aborted) return;
    this.#panel = new CheckoutPanel({
      isDemo,
      lines: () => [...this.#lines.children],
      onPlaced: (order, arrivedEarlier) => this.#finish(order, arrivedEarlier),
      onRefused: () => this.#refresh(),
    });
    this.listen(cart.events, "change", () => this.#paint());
    this.listen(session, "change", () => this.#panel.show());
    this.listen(window, "online", () => this.#refresh());
    this.every(REFRESH_EVERY_S, () => this.#refresh());
    stock.watch(() => cart.lines.map((line) => line.productId), this.signal, CLOSELY_S);
    this.listen(stock, "change", () => {
      if (!this.#panel.isPlacing) cart.restock((id) => stock.of(id));
    });
    this.#paint();
    const arrived = await this.#panel.findArrived();
    if (arrived && !this.signal.aborted) this.#finish(arrived, true);
    else await this.#refresh();
  }

  #paint() {
    if (this.#placed) return;
    if (cart.lines.length === 0) {
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
    setText(this.#count, String(count));
    setText(this.#total, formatMoney(totalCents, cart.lines[0].currency));
    this.#panel.paint();
  }

  #buildLayout() {
    this.show(
      h("div", { class: "screen-head" },
        h("h1", { tabindex: -1 }, "Your cart"), h("a", { href: "/" }, "Continue shopping")),
      this.#notices,
      h("div", { class: "cart-layout" },
        h("div", { class: "cart-main" },
          h("section", { class: "panel cart-items", "aria-label": "Items" }, this.#lines),
          this.#panel.element),
        h("aside", { class: "panel cart-summary", "aria-label": "Summary" },
          h("h2", {}, "Summary"),
          h("dl", {},
            h("div", {}, h("dt", {}, "Items"), h("dd", {}, this.#count)),
            h("div", { class: "cart-total-row" }, h("dt", {}, "Total"), h("dd", {}, this.#total))),
          this.#panel.action)));
    this.#panel.show();
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
    if (cart.lines.length === 0 || this.#panel.isPlacing) return;
    try {
      const changed = await refreshCart(this.signal);
      if (changed.length > 0) this.#showChanged(changed);
    } catch {
      // The server checks prices and stock again when the order arrives.
    }
  }

  #showChanged(lines) {
    const sentences = lines.map(({ name, cents, currency, before }) =>
      `${name} is now ${formatMoney(cents, currency)} instead of ${formatMoney(before, currency)}.`);
    this.#notices.replaceChildren(
      h("div", { class: "notice warn", role: "status" }, icon("alert"), h("p", {}, sentences.join(" "))));
  }

  #finish(order, arrivedEarlier) {
    this.#placed = true;
    orderCache.put(order);
    cart.clear();
    if (!session.user) {
      guest.remember(order.order_id);
      live.start({ userId: guest.id, isGuest: true });
    }
    if (arrivedEarlier) toast("Your earlier try did arrive. This is that order; nothing was ordered twice.");
    else announce("Your order has been placed.");
    this.router.go(`/orders/${encodeURIComponent(order.order_id)}`, { replace: true });
  }
}

customElements.define("cart-screen", CartScreen);
