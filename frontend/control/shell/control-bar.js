import { adminLive } from "../../core/admin-live.js";
import { h } from "../../core/dom.js";
import { session } from "../../core/session.js";
import { theme } from "../../core/theme.js";
import { ConnectionPill } from "../../parts/connection-pill.js";
import { icon } from "../../parts/icon.js";
import { logo } from "../../parts/logo.js";
import { attachPopover } from "../../parts/popover.js";
import { openPalette } from "./command-palette.js";
import { openHelp } from "./help-sheet.js";
import { NoticeCentre } from "./notice-centre.js";

const THEME_ICONS = { system: "monitor", light: "sun", dark: "moon" };

/** The bar at the top of the control room. */
class ControlBar extends HTMLElement {
  #theme = h("button", { type: "button", class: "button quiet icon-only", onclick: () => this.#turnTheme() });
  #notices = new NoticeCentre();
  #account = h("button", { type: "button", class: "button quiet icon-only", "aria-label": "Your account" },
    icon("user"));

  connectedCallback() {
    const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
    const search = h("button", { type: "button", class: "bar-search", "aria-label": "Search or jump to",
      "aria-keyshortcuts": "Control+K Meta+K /",
      onclick: () => openPalette() },
    icon("search"), h("span", {}, "Search or jump to …"), h("kbd", {}, isMac ? "⌘ K" : "Ctrl K"));
    this.append(h("header", { class: "control-head" },
      h("a", { href: "/admin", class: "brand", "aria-label": "Control room" }, logo(),
        h("span", {}, "Tradepost"), h("span", { class: "brand-room" }, "Control room")),
      h("div", { class: "bar-middle signed" }, search),
      h("div", { class: "tools" },
        h("span", { class: "signed" }, ConnectionPill.follow(adminLive)), this.#theme,
        h("span", { class: "signed" }, this.#notices.button), h("span", { class: "signed-in" }, this.#account))));
    attachPopover(this.#account, (panel) => panel.replaceChildren(this.#menu(panel)));
    this.#notices.attach();
    this.#showTheme();
  }

  #menu(panel) {
    const leave = (run) => () => {
      panel.hidePopover();
      run();
    };
    return h("div", { class: "popover-list" },
      h("p", { class: "menu-who" }, h("strong", {}, session.user?.full_name || session.user?.email),
        h("span", { class: "soft small" }, session.user?.role)),
      h("a", { href: "/" }, icon("store"), "To the shop"),
      h("a", { href: "/docs", target: "_blank" }, icon("clipboard"), "API documentation"),
      h("button", { type: "button", onclick: leave(openHelp) }, icon("keyboard"), "Keyboard shortcuts"),
      h("button", { type: "button", onclick: leave(() => session.signOut()) }, icon("back"), "Sign out"));
  }

  #turnTheme() {
    theme.choose(theme.next);
    this.#showTheme();
  }

  #showTheme() {
    const label = `Theme: ${theme.choice}. Switch to ${theme.next}.`;
    this.#theme.replaceChildren(icon(THEME_ICONS[theme.choice]));
    this.#theme.setAttribute("aria-label", label);
    this.#theme.title = label;
  }
}

customElements.define("control-bar", ControlBar);
