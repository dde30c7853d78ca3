import { h } from "../../../core/dom.js";
import { Screen } from "../../../core/screen.js";
import { emptyPanel } from "../../../parts/view-state.js";
import { openPalette } from "../../shell/command-palette.js";

class ControlNotFoundScreen extends Screen {
  start() {
    this.heading = "Not found";
    this.show(h("h1", { tabindex: -1, class: "visually-hidden" }, "Not found"),
      emptyPanel("search", "There is no such page", "Search for an order, a product or a screen instead.",
        h("button", { type: "button", class: "button", onclick: openPalette }, "Search")));
  }
}

customElements.define("control-not-found-screen", ControlNotFoundScreen);
