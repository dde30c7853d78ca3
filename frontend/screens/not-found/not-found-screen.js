import { h } from "../../core/dom.js";
import { Screen } from "../../core/screen.js";
import { icon } from "../../parts/icon.js";

/** For addresses that lead nowhere. */
class NotFoundScreen extends Screen {
  start() {
    this.heading = "Not found";
    this.show(h("div", { class: "empty" }, icon("search"),
      h("h1", { tabindex: -1 }, "This page does not exist"),
      h("p", {}, "The address may be mistyped, or what it named is gone."),
      h("a", { class: "button primary", href: "/" }, "Go to the shop")));
  }
}

customElements.define("not-found-screen", NotFoundScreen);
