import { cart } from "../core/cart.js";
import { checkout } from "../core/checkout.js";
import { h, setText } from "../core/dom.js";
import { orderCache } from "../core/order-cache.js";
import { session } from "../core/session.js";
import { theme } from "../core/theme.js";
import { openCart } from "./cart-drawer.js";
import "./connection-pill.js";
import { icon } from "./icon.js";
import { logo } from "./logo.js";

const THEME_ICONS = { system: "monitor", light: "sun", dark: "moon" };

/** The bar at the top of every screen; on narrow screens its links move to the bottom edge, within reach of a thumb. */
class AppHeader extends HTMLElement {
  #count = h("span", { class: "cart-count figures", hidden: true });
  #cartLink = h("a", { href: "/cart", class: "nav-link", onclick: lookBeside },
    icon("cart"), h("span", {}, "Cart"), this.#count);
  #links = [
    h("a", { href: "/", class: "nav-link" }, icon("store"), h("span", {}, "Shop")),
    h("a", { href: "/orders", class: "nav-link" }, icon("receipt"), h("span", {}, "Orders")),
    this.#cartLink,
  ];
  #themeButton = h("button", { type: "button", class: "button quiet icon-only", onclick: () => this.#turnTheme() });
  #account = h("div", { class: "account" });

  connectedCallback() {
    this.replaceChildren(h("header", { class: "bar" },
      h("a", { href: "/", class: "brand", "aria-label": "Tradepost, to the shop" }, logo(), h("span", {}, "Tradepost")),
      h("nav", { "aria-label": "Main" }, this.#links),
      h("div", { class: "tools" }, h("connection-pill"), this.#themeButton, this.#account)));
    cart.events.addEventListener("change", () => this.#showCount());
    session.addEventListener("change", () => this.#showAccount());
    document.addEventListener("tradepost:navigated", () => this.#showPlace());
    this.#showCount();
    this.#showAccount();
    this.#showPlace();
    this.#showTheme();
  }

  #showPlace() {
    for (const link of this.#links) {
      const path = link.getAttribute("href");
      const exact = location.pathname === path;
      const within = path !== "/" && location.pathname.startsWith(`${path}/`);
      if (exact) link.setAttribute("aria-current", "page");
      else if (within) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.#showAccount();
  }

  #showCount() {
    const count = cart.count;
    this.#count.hidden = count === 0;
    setText(this.#count, count > 99 ? "99+" : String(count));
    this.#cartLink.setAttribute("aria-label", count === 1 ? "Cart, 1 item" : `Cart, ${count} items`);
  }

  #showAccount() {
    if (!session.user) {
      const onSignIn = location.pathname.startsWith("/sign-");
      const next = onSignIn || location.pathname === "/" ? "" : `?next=${encodeURIComponent(location.pathname)}`;
      this.#account.replaceChildren(h("a", { href: `/sign-in${next}`, class: "button small" }, "Sign in"));
      return;
    }
    const { user_id: id, full_name: name } = session.user;
    const shown = JSON.stringify([id, name]);
    if (this.#account.dataset.user === shown && this.#account.querySelector("[popover]")) return;
    this.#account.dataset.user = shown;
    const menu = h("div", { id: "account-menu", class: "account-menu", popover: "auto" },
      h("p", { class: "soft small" }, "Signed in as"),
      h("p", { class: "account-name" }, session.user.full_name || session.user.email),
      session.user.full_name ? h("p", { class: "soft small" }, session.user.email) : null,
      h("a", { class: "button wide", href: "/account", onclick: () => menu.hidePopover() }, "Your account"),
      h("button", { type: "button", class: "button wide", onclick: () => signOut() }, "Sign out"));
    const opener = h("button", {
      type: "button", class: "button quiet icon-only", popovertarget: "account-menu", "aria-label": "Account menu",
    }, icon("user"));
    this.#account.replaceChildren(opener, menu);
  }

  #turnTheme() {
    theme.choose(theme.next);
    this.#showTheme();
  }

  #showTheme() {
    const label = `Theme: ${theme.choice}. Switch to ${theme.next}.`;
    this.#themeButton.replaceChildren(icon(THEME_ICONS[theme.choice]));
    this.#themeButton.setAttribute("aria-label", label);
    this.#themeButton.title = label;
  }
}

/** A plain click on the cart shows it beside the page; with a key held it opens like any link. */
function lookBeside(event) {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!isPlain || location.pathname === "/cart") return;
  event.preventDefault();
  openCart();
}

function signOut() {
  orderCache.clear();
  checkout.forget();
  session.signOut();
}

customElements.define("app-header", AppHeader);
