import { adminApi } from "../../../core/admin-api.js";
import { h, useStyles } from "../../../core/dom.js";
import { hasRoute } from "../../../core/features.js";
import { Screen } from "../../../core/screen.js";
import { agoElement } from "../../../core/time.js";
import { icon } from "../../../parts/icon.js";
import { jsonTree } from "../../../parts/json-tree.js";
import { emptyPanel, ViewState } from "../../../parts/view-state.js";
import { attention, describeAlert } from "../../attention.js";

await useStyles(import.meta.url, ["./alerts.css", "../../../parts/json-tree.css"]);

const TYPES = "alert.*,webhook.paused,inventory.low_stock";
const LEVELS = { bad: "Serious", warn: "Warning", good: "Over" };

/** What the server has warned of, newest first: of the log, and what comes while the page is open. */
class AlertsScreen extends Screen {
  #view = new ViewState();
  #past = [];
  #list = h("ol", { class: "alert-list" });

  start() {
    this.heading = "Alerts";
    this.show(h("div", { class: "screen-head" }, h("div", {}, h("h1", { tabindex: -1 }, "Alerts"),
      h("p", { class: "soft" }, "Dead letters, low stock, paused webhooks, and alerts that were raised or cleared."))),
        this.#view.element);
    this.listen(attention, "alert", () => {
      this.#paint();
      attention.markSeen();
    });
    this.ready = this.#view.run(async () => {
      const page = await hasRoute("/events") ? await adminApi.events({ types: TYPES, limit: 100 }, this.signal)
        : { data: [] };
      this.#past = page.data.map((event) => describeAlert({ event, position: event.position,
        timestamp: event.timestamp }));
      attention.markSeen();
      return this.#paint();
    }, this.signal);
  }

  #paint() {
    const known = new Map([...attention.alerts, ...this.#past].map((alert) => [alert.id, alert]));
    const alerts = [...known.values()].toSorted((a, b) => (a.timestamp < b.timestamp ? 1 : -1));
    this.#list.replaceChildren(...alerts.map((alert) => {
      const value = h("div", {});
      const details = h("details", { ontoggle: () => details.open && !value.firstChild
        && value.append(jsonTree(alert.data, { label: "event" })) },
        h("summary", {}, h("span", { class: "badge", dataset: { tone: alert.level } },
          icon(alert.level === "good" ? "tick" : "alert"), LEVELS[alert.level]),
          h("strong", {}, alert.title), h("span", { class: "soft small alert-detail" }, alert.detail),
            agoElement(alert.timestamp)),
        h("p", {}, h("a", { href: alert.href }, "Go there")), value);
      return h("li", { class: "panel" }, details);
    }));
    const content = alerts.length > 0 ? this.#list : emptyPanel("check", "No alerts",
      "Nothing was out of the ordinary.");
    if (this.#view.hasContent) this.#view.show(content);
    return content;
  }
}

customElements.define("alerts-screen", AlertsScreen);
