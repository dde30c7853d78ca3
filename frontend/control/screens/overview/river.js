import { h, setText } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { statusWords } from "../../../core/order-words.js";
import { icon } from "../../../parts/icon.js";
import { attention } from "../../attention.js";

const FLOW = ["pending", "validated", "processing", "paid", "fulfilled", "shipped", "delivered"];
const ENDS = ["cancelled", "failed"];
const MOST_PARTICLES = 30;
const TRAVEL_MS = 900;

/** The pipeline as a river: how many orders are in each state, and a drop for each that moves on. */
export class River {
  element = h("section", { class: "panel river", "aria-labelledby": "river-heading" });
  #stages = new Map();
  #course = h("ol", { class: "river-course" });
  #drops = h("div", { class: "river-drops", "aria-hidden": "true" });
  #counts = {};
  #last = new Map();
  #flying = 0;

  constructor() {
    for (const status of [...FLOW, ...ENDS]) {
      const words = statusWords(status);
      const figure = h("strong", { class: "figures" }, "–");
      const stage = h("li", { dataset: { end: ENDS.includes(status) ? "" : null } },
        h("a", { href: `/admin/orders?status=${status}` },
          h("span", { class: "river-icon", dataset: { tone: words.tone } }, icon(words.icon)),
          figure, h("span", { class: "soft small" }, words.label)));
      if (!ENDS.includes(status)) delete stage.dataset.end;
      this.#stages.set(status, { stage, figure });
      this.#course.append(stage);
    }
    this.element.append(h("h2", { id: "river-heading", class: "visually-hidden" }, "Orders by state"), this.#course,
      this.#drops);
    attention.addEventListener("metrics", ({ detail }) => {
      if (detail.data.orders_by_status && this.element.isConnected) this.counts = detail.data.orders_by_status;
    });
  }

  set counts(counts) {
    this.#counts = counts;
    for (const [status, { figure }] of this.#stages) setText(figure, count(counts[status] ?? 0));
  }

  /** Lets a drop run from the state before to the new one. */
  move({ order_id: id, status, previous_status: previous }) {
    const from = previous ?? this.#last.get(id) ?? FLOW[FLOW.indexOf(status) - 1];
    this.#last.set(id, status);
    if (this.#last.size > 2000) this.#last.delete(this.#last.keys().next().value);
    const [start, end] = [this.#stages.get(from)?.stage, this.#stages.get(status)?.stage];
    if (!start || !end || this.#flying >= MOST_PARTICLES || document.visibilityState !== "visible") return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.#fly(middle(start), middle(end), status);
  }

  #fly([fromX, fromY], [toX, toY], status) {
    const { left, top } = this.#drops.getBoundingClientRect();
    const drop = h("span", { class: "drop", dataset: { tone: statusWords(status).tone } });
    this.#drops.append(drop);
    this.#flying += 1;
    const jitter = (Math.random() - 0.5) * 18;
    const at = (x, y, opacity) => ({ translate: `${x - left}px ${y - top + jitter}px`, opacity });
    const flight = drop.animate([at(fromX, fromY, 0), { ...at(fromX + (toX - fromX) * 0.2, fromY, 1) },
      at(toX, toY, 1), at(toX, toY, 0)], { duration: TRAVEL_MS + Math.random() * 400, easing: "ease-in-out" });
    const end = () => {
      drop.remove();
      this.#flying -= 1;
    };
    flight.finished.then(end, end);
  }
}

function middle(stage) {
  const box = stage.querySelector(".river-icon").getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}
