import { adminLive } from "../../core/admin-live.js";
import { h } from "../../core/dom.js";
import { session } from "../../core/session.js";
import { theme } from "../../core/theme.js";
import { timeElement } from "../../core/time.js";
import { ConnectionPill } from "../../parts/connection-pill.js";
import { facts } from "../../parts/facts.js";
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
  #pill = h("button", { type: "button", class: "pill-button" }, ConnectionPill.follow(adminLive));
  #notices = new NoticeCentre();
  #account = h("button", { type: "button", class: "button quiet icon-only", "aria-label": "Your account" }, icon("user"));

  connectedCallback() {
    const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
    const search = h("button", { type: "button", class: "bar-search", "aria-keyshortcuts": "Control+K Meta+K /",
      onclick: () => openPalette() },
    icon("search"), h("span", {}, "Search or jump to …"), h("kbd", {}, isMac ? "⌘ K" : "Ctrl K"));
    this.append(h("header", { class: "control-head" },
      h("a", { href: "/admin", class: "brand", "aria-label": "Control room" }, logo(),
        h("span", {}, "Tradepost"), h("span", { class: "brand-room" }, "Control room")),
      h("div", { class: "bar-middle signed" }, search),
      h("div", { class: "tools" },
        h("span", { class: "signed" }, this.#pill), this.#theme,
        h("span", { class: "signed" }, this.#notices.button), h("span", { class: "signed-in" }, this.#account))));
    attachPopover(this.#pill, (panel) => panel.replaceChildren(connection()), { className: "small" });
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

function connection() {
  const words = { live: "Changes appear as they happen", polling: "Changes are fetched every few seconds",
    connecting: "Connecting", reconnecting: "Interrupted, will catch up", offline: "No network" };
  return h("div", { class: "popover-form" }, facts([
    ["State", words[adminLive.state] ?? "Not connected"],
    ["By", adminLive.transport || null],
    ["Position", adminLive.position ? h("span", { class: "mono" }, adminLive.position) : null],
    ["Next try", adminLive.state === "reconnecting" && adminLive.retryAt
      ? timeElement(new Date(adminLive.retryAt).toISOString(), "clock") : null],
  ]));
}

customElements.define("control-bar", ControlBar);
