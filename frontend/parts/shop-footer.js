import { h } from "../core/dom.js";
import { shopInfo } from "../core/shop-info.js";

/** The line at the end of every page: what runs here, and that it is only a demonstration if it is one. */
class ShopFooter extends HTMLElement {
  async connectedCallback() {
    const { version, isDemo } = await shopInfo();
    const warning = "Demonstration: nothing is sold, no money moves";
    this.replaceChildren(h("footer", {},
      isDemo ? h("p", { class: "badge", dataset: { tone: "warn" } }, warning) : null,
      h("p", {}, ["Tradepost", version].filter(Boolean).join(" ")),
      h("a", { href: "/docs" }, "API")));
  }
}

customElements.define("shop-footer", ShopFooter);
