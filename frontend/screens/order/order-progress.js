import { h } from "../../core/dom.js";
import { STEPS } from "../../core/order-words.js";
import { timeElement } from "../../core/time.js";
import { icon } from "../../parts/icon.js";

const MOVES_FOR_MS = 1500;

/** What the look of a step says, for those who listen. */
const SPOKEN = {
  done: ", done", current: ", now", stopped: ", stopped here", ahead: ", to come", never: ", not reached",
};

/** The seven steps from placed to delivered. A stopped order shows how far it came and where it ended. */
export class OrderProgress {
  element = h("ol", { class: "order-progress", "aria-label": "Progress" });
  #items;
  #moving = 0;

  constructor() {
    this.#items = STEPS.map((step, index) => {
      const parts = {
        mark: h("span", { class: "step-mark" }, icon(step.icon)),
        label: h("span", { class: "step-label" }, step.label),
        state: h("span", { class: "visually-hidden" }),
        time: h("span", { class: "step-time soft figures" }),
      };
      const item = h("li", {}, parts.mark, h("span", { class: "step-words" }, parts.label, parts.state, parts.time));
      // Steps that finish together light up one after the other.
      item.style.setProperty("--step", String(index));
      return { item, ...parts };
    });
    this.element.append(...this.#items.map(({ item }) => item));
  }

  update(order, events) {
    const times = new Map(events.map((event) => [event.event_type, event.timestamp]));
    const stopped = order.status === "failed" || order.status === "cancelled";
    const reached = stopped ? lastReached(times) : STEPS.findIndex((step) => step.status === order.status);
    for (const [index, step] of STEPS.entries()) {
      const view = this.#items[index];
      const state = stateOf(index, reached, stopped, order.status);
      if (view.item.dataset.state !== state) {
        if (view.item.dataset.state) this.#move();
        view.item.dataset.state = state;
        view.mark.replaceChildren(icon(markOf(state, step, order.status)));
        view.state.textContent = SPOKEN[state];
        if (state === "current") view.item.setAttribute("aria-current", "step");
        else view.item.removeAttribute("aria-current");
      }
      const time = times.get(step.event);
      if (time && view.time.dataset.at !== time) {
        view.time.dataset.at = time;
        view.time.replaceChildren(timeElement(time, "clock"));
      }
    }
  }

  #move() {
    this.element.classList.add("moving");
    clearTimeout(this.#moving);
    this.#moving = setTimeout(() => this.element.classList.remove("moving"), MOVES_FOR_MS);
  }
}

function stateOf(index, reached, stopped, status) {
  if (stopped) {
    if (index <= reached) return "done";
    return index === reached + 1 ? "stopped" : "never";
  }
  if (index < reached || (index === reached && status === "delivered")) return "done";
  return index === reached ? "current" : "ahead";
}

function markOf(state, step, status) {
  if (state === "done") return "tick";
  if (state === "stopped") return status === "failed" ? "alert" : "ban";
  return step.icon;
}

/** The last step whose event has happened; the state alone does not tell once an order has stopped. */
function lastReached(times) {
  return Math.max(0, STEPS.findLastIndex((step) => times.has(step.event)));
}
