import { h, setText } from "../../core/dom.js";
import { timeElement } from "../../core/time.js";
import { icon } from "../../parts/icon.js";
import { attachPopover } from "../../parts/popover.js";
import { toast } from "../../parts/toast-stack.js";
import { attention } from "../attention.js";

const LISTED = 12;
const TOAST_PAUSE_MS = 4000;

/** The bell: alerts that came while the page was open, with the number of those not looked at. */
export class NoticeCentre {
  #count = h("span", { class: "bell-count figures", hidden: true });
  #lastToast = 0;
  button = h("button", { type: "button", class: "button quiet icon-only bell", "aria-label": "Alerts" },
    icon("bell"), this.#count);

  attach() {
    attachPopover(this.button, (panel) => {
      panel.replaceChildren(content());
      attention.markSeen();
    }, { className: "notices" });
    attention.addEventListener("change", () => this.#show());
    attention.addEventListener("alert", ({ detail }) => this.#toast(detail));
  }

  #show() {
    const { unread } = attention;
    this.#count.hidden = unread === 0;
    setText(this.#count, unread > 9 ? "9+" : String(unread));
    this.button.setAttribute("aria-label", unread === 0 ? "Alerts" : `Alerts, ${unread} new`);
  }

  /** In a storm of alerts one toast stands for all. */
  #toast(alert) {
    if (alert.level === "good" || Date.now() - this.#lastToast < TOAST_PAUSE_MS) return;
    this.#lastToast = Date.now();
    toast(alert.title, { label: "Look", href: alert.href }, "alert");
  }
}

function content() {
  if (attention.alerts.length === 0) {
    return h("div", { class: "notices-empty" }, icon("check"),
      h("p", { class: "soft" }, "No alerts since this page was opened."),
      h("a", { href: "/admin/alerts", class: "small" }, "All alerts"));
  }
  return h("div", {}, h("ul", { class: "notice-list" }, attention.alerts.slice(0, LISTED).map((alert) => h("li", {},
    h("a", { href: alert.href }, h("span", { class: "notice-dot", dataset: { tone: alert.level } }, icon("alert")),
      h("span", {}, h("strong", {}, alert.title), alert.detail ? h("span", { class: "soft small" }, alert.detail)
        : null),
      h("span", { class: "soft small" }, timeElement(alert.timestamp, "clock")))))),
  h("p", { class: "notices-more" }, h("a", { href: "/admin/alerts", class: "small" }, "All alerts")));
}
