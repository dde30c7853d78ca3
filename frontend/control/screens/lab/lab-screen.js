import { adminApi } from "../../../core/admin-api.js";
import { adminLive } from "../../../core/admin-live.js";
import { h, useStyles } from "../../../core/dom.js";
import { statusWords } from "../../../core/order-words.js";
import { Screen } from "../../../core/screen.js";
import { shopInfo } from "../../../core/shop-info.js";
import { icon } from "../../../parts/icon.js";
import { problemNotice } from "../../../parts/problem-panel.js";
import { StatusChip } from "../../../parts/status-chip.js";
import { emptyPanel } from "../../../parts/view-state.js";
import { LoadRun } from "./load-run.js";
import { SCENARIOS } from "./scenarios.js";

await useStyles(import.meta.url, ["./lab.css", "../../../parts/charts.css"]);

const KEPT = 20;

/**
 * Orders by a click, to see what becomes of them. Only servers that run as a demonstration take orders from anybody.
 */
class LabScreen extends Screen {
  #orders = new Map();
  #list = h("ul", { class: "lab-orders" });
  #notice = h("div", {});

  start() {
    this.heading = "Lab";
    this.show(h("div", { class: "screen-head" }, h("div", {}, h("h1", { tabindex: -1 }, "Lab"),
      h("p", { class: "soft" },
        "Orders by a click, placed as a visitor of the shop. Nothing here is simulated but the payment."))));
    this.ready = this.#begin();
  }

  async #begin() {
    if (!(await shopInfo()).isDemo) {
      if (!this.signal.aborted) this.append(emptyPanel("flask", "This server runs in earnest",
        "The lab works on servers that were started with --demo."));
      return;
    }
    const run = new LoadRun(this);
    this.append(this.#notice, h("div", { class: "columns" },
      h("div", { class: "stack" }, h("section", { class: "panel" }, h("h2", {}, "Scenarios"),
        h("div", { class: "scenarios" }, SCENARIOS.map((scenario) => this.#button(scenario)))), run.element),
      h("section", { class: "panel", "aria-label": "Orders of the lab", "aria-live": "polite" },
        h("h2", {}, "What became of them"), this.#list)));
    this.#paint();
    adminLive.subscribe("orders", {}, this.signal, (message) => {
      const known = this.#orders.get(message.order_id);
      if (message.type !== "order.update" || !known) return;
      known.chip.status = message.status;
    });
  }

  #button(scenario) {
    const button = h("button", { type: "button", class: "scenario", onclick: async () => {
      button.disabled = true;
      this.#notice.replaceChildren();
      try {
        this.#took(await adminApi.placeAsVisitor(scenario.order()), scenario);
      } catch (problem) {
        this.#notice.replaceChildren(problemNotice(problem));
      } finally {
        button.disabled = false;
      }
    } }, icon(scenario.icon), h("strong", {}, scenario.name), h("span", { class: "soft small" }, scenario.expects));
    return button;
  }

  #took(order, scenario) {
    const chip = StatusChip.create(order.status);
    this.#orders.set(order.order_id, { order, chip, scenario });
    if (this.#orders.size > KEPT) this.#orders.delete(this.#orders.keys().next().value);
    this.#paint();
    // What happened between the answer and the first message is asked for once.
    setTimeout(async () => {
      const fresh = await adminApi.order(order.order_id, {}, this.signal).catch(() => null);
      if (fresh) chip.status = fresh.status;
    }, 600);
  }

  #paint() {
    this.#list.replaceChildren(...[...this.#orders.values()].toReversed().map(({ order, chip, scenario }) => h("li", {},
      h("a", { href: `/admin/orders/${order.order_id}` }, order.order_number),
        h("span", { class: "soft small" }, scenario.name), chip)));
    if (this.#orders.size === 0) this.#list.append(h("li", { class: "soft" },
      `No orders yet. A happy one ends “${statusWords("delivered").label}”.`));
  }
}

customElements.define("lab-screen", LabScreen);
