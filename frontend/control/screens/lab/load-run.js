import { adminApi } from "../../../core/admin-api.js";
import { h, setText } from "../../../core/dom.js";
import { count, duration, rate } from "../../../core/numbers.js";
import { Problem } from "../../../core/problem.js";
import { icon } from "../../../parts/icon.js";
import { lineChart } from "../../../parts/line-chart.js";
import { attention } from "../../attention.js";
import { randomOrder } from "./scenarios.js";

const CHART_POINTS = 90;

/** Places many orders from this browser, so many at the same time, and tells how fast that went. */
export class LoadRun {
  #number = h("input", { class: "inline-input", type: "number", min: 1, max: 5000, value: 100, id: "load-number" });
  #parallel = h("input", { class: "inline-input", type: "number", min: 1, max: 32, value: 4, id: "load-parallel" });
  #button = h("button", { type: "button", class: "button small primary",
    onclick: () => (this.#stopper ? this.#stopper.abort() : this.#run()) });
  #progress = h("progress", { max: 1, value: 0, "aria-label": "Orders placed" });
  #text = h("p", { class: "small figures", role: "status" }, "Not running");
  #chart = lineChart({ label: "Orders in a second", unit: "/s" });
  #stopper = null;
  element = h("section", { class: "panel stack" }, h("h2", {}, "Load"),
    h("div", { class: "row" }, h("label", { for: "load-number", class: "small" }, "Orders"), this.#number,
      h("label", { for: "load-parallel", class: "small" }, "at the same time"), this.#parallel, this.#button),
    this.#progress, this.#text, this.#chart);

  constructor(screen) {
    this.#paintButton();
    screen.listen(attention, "metrics", () => this.#draw());
    screen.signal.addEventListener("abort", () => this.#stopper?.abort());
    this.#draw();
  }

  async #run() {
    const wanted = Math.max(1, Math.min(5000, Number(this.#number.value) || 1));
    const { signal } = this.#stopper = new AbortController();
    this.#paintButton();
    const state = { left: wanted, placed: 0, refused: 0, took: [], began: performance.now(), waits: 0 };
    this.#progress.max = wanted;
    const lanes = Math.max(1, Math.min(32, Number(this.#parallel.value) || 1));
    await Promise.all(Array.from({ length: lanes }, () => this.#lane(state, signal)));
    this.#stopper = null;
    this.#paintButton();
    this.#tell(state, signal.aborted ? "Stopped: " : "Done: ");
  }

  async #lane(state, signal) {
    while (state.left > 0 && !signal.aborted) {
      state.left -= 1;
      const began = performance.now();
      try {
        await adminApi.placeAsVisitor(randomOrder());
        state.placed += 1;
        state.took.push(performance.now() - began);
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        if (problem.status === 429) {
          // The limit of a customer: wait as asked, and place this order then.
          state.left += 1;
          setText(this.#text,
            `${count(state.placed)} placed, the limit for customers is reached, going on in ${problem.retryAfter} s`);
          await new Promise((resolve) => setTimeout(resolve, (problem.retryAfter || 1) * 1000));
        } else {
          state.refused += 1;
        }
      }
      this.#progress.value = state.placed + state.refused;
      this.#tell(state, "");
    }
  }

  #tell({ placed, refused, took, began }, word) {
    const sorted = took.toSorted((a, b) => a - b);
    const at = (share) => duration(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
    const seconds = (performance.now() - began) / 1000;
    setText(this.#text, `${word}${count(placed)} placed${refused ? `, ${count(refused)} refused`
      : ""}, ${rate(placed / seconds)}/s, `
      + `answer ${at(0.5)} median, ${at(0.99)} p99`);
  }

  #draw() {
    const read = (name) => attention.history.slice(-CHART_POINTS)
      .flatMap(({ at, data }) => (data[name] === undefined ? [] : [[at, data[name]]]));
    this.#chart.update([{ name: "Placed", points: read("orders_per_second") },
      { name: "Shipped", points: read("orders_shipped_per_second") }]);
  }

  #paintButton() {
    this.#button.replaceChildren(icon(this.#stopper ? "close" : "play"), this.#stopper ? "Stop" : "Start");
  }
}
