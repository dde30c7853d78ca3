import { count } from "../../core/numbers.js";
import { h, setText } from "../../core/dom.js";
import { hasRoute } from "../../core/features.js";
import { session } from "../../core/session.js";
import { shopInfo } from "../../core/shop-info.js";
import { icon } from "../../parts/icon.js";
import { attention } from "../attention.js";
import { PLACES, THUMB_PLACES } from "../places.js";

/** The places of the control room: a column at the side, on narrow screens a bar at the bottom and a menu. */
class ControlNav extends HTMLElement {
  #links = new Map();
  #badges = [];
  #nav = h("nav", { "aria-label": "Control room", id: "control-places" });
  #thumbs = h("nav", { "aria-label": "Shortcuts", class: "thumbs" });
  #menu = h("button", { type: "button", "aria-expanded": "false", "aria-controls": "control-places",
    onclick: () => this.#toggle(!this.classList.contains("open")) }, icon("menu"), h("span", {}, "Menu"));

  connectedCallback() {
    for (const place of PLACES) {
      if (place.section) this.#nav.append(h("h2", { class: "nav-section", dataset: place.demoOnly ? { demo: "" } : {} },
        place.section));
      this.#nav.append(this.#link(place));
    }
    for (const path of THUMB_PLACES) this.#thumbs.append(this.#link(PLACES.find((place) => place.path === path), true));
    this.#thumbs.append(this.#menu);
    this.append(this.#nav, this.#thumbs);
    this.#nav.addEventListener("keydown", (event) => event.key === "Escape" && this.#toggle(false));
    document.addEventListener("tradepost:navigated", () => {
      this.#showPlace();
      this.#showOffers();
    });
    document.addEventListener("click", (event) => {
      if (this.classList.contains("open") && !this.contains(event.target)) this.#toggle(false);
    });
    attention.addEventListener("change", () => this.#showBadges());
    this.#showPlace();
  }

  #link(place, isThumb = false) {
    const badge = place.badge ? h("span", { class: "nav-badge figures", hidden: true }) : null;
    if (badge) this.#badges.push([badge, place.badge]);
    const label = isThumb && place.path === "/admin/stock" ? "Stock" : place.label;
    const link = h("a", { href: place.path, class: "place", dataset: place.demoOnly ? { demo: "" } : {} },
      icon(place.icon), h("span", {}, label), badge);
    this.#links.set(link, place);
    return link;
  }

  #showPlace() {
    this.#toggle(false);
    for (const [link, { path }] of this.#links) {
      const isHere = location.pathname === path;
      const isWithin = path !== "/admin" && location.pathname.startsWith(`${path}/`);
      if (isHere || isWithin) link.setAttribute("aria-current", isHere ? "page" : "true");
      else link.removeAttribute("aria-current");
    }
  }

  #toggle(isOpen) {
    this.classList.toggle("open", isOpen);
    this.#menu.setAttribute("aria-expanded", String(isOpen));
  }

  #showBadges() {
    for (const [badge, name] of this.#badges) {
      const number = name === "alerts" ? attention.unread : attention[name];
      badge.hidden = !number;
      setText(badge, number > 99 ? "99+" : count(number));
    }
  }

  /** What this server does not have is not in the navigation; the lab needs one that takes orders from anybody. */
  async #showOffers() {
    if (session.user?.role !== "admin" || this.dataset.demo) return;
    this.dataset.demo = String((await shopInfo()).isDemo);
    for (const [link, { route }] of this.#links) link.hidden = Boolean(route) && !(await hasRoute(route));
  }
}

customElements.define("control-nav", ControlNav);
