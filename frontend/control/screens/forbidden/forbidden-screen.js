import { h } from "../../../core/dom.js";
import { Screen } from "../../../core/screen.js";
import { session } from "../../../core/session.js";
import { emptyPanel } from "../../../parts/view-state.js";

/** What everybody sees here who is signed in but no administrator. */
class ForbiddenScreen extends Screen {
  start() {
    this.heading = "Not allowed";
    this.show(h("h1", { tabindex: -1, class: "visually-hidden" }, "Not allowed"),
      emptyPanel("ban", "This is for administrators",
        `${session.user?.email ?? "Your account"} has the role “${session.user?.role}”. `
          + "The control room needs “admin”.",
        h("p", { class: "row" },
          h("button", { type: "button", class: "button primary", onclick: () => session.signOut() },
            "Use another account"),
          h("a", { class: "button", href: "/" }, "To the shop"))));
  }
}

customElements.define("forbidden-screen", ForbiddenScreen);
