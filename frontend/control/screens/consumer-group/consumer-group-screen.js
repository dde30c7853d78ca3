import { adminApi } from "../../../core/admin-api.js";
import { h, useStyles } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { Screen } from "../../../core/screen.js";
import { agoElement, timeElement } from "../../../core/time.js";
import { facts } from "../../../parts/facts.js";
import { icon } from "../../../parts/icon.js";
import { lineChart } from "../../../parts/line-chart.js";
import { ask } from "../../../parts/modal.js";
import { toast } from "../../../parts/toast-stack.js";
import { emptyPanel, ViewState } from "../../../parts/view-state.js";
import { attention } from "../../attention.js";
import { groupState } from "../groups/groups-screen.js";
import { resetDialog } from "./reset-dialog.js";

await useStyles(import.meta.url, ["../../../parts/charts.css"]);

const RENEWED_EVERY_S = 5;

/** One group: how far behind, per partition and over time; pause, resume, reset. */
class ConsumerGroupScreen extends Screen {
  #name = "";
  #group = null;
  #worker = null;
  #view = new ViewState();
  #state = h("span", {});
  #tools = h("div", { class: "head-tools" });
  #facts = h("section", { class: "panel" });
  #partitions = h("section", { class: "panel" });
  #chart = lineChart({ label: "Records behind" });
  #content = h("div", { class: "stack" }, h("section", { class: "panel" }, h("h2", {}, "Records behind, live"),
    this.#chart),
    h("div", { class: "columns" }, this.#partitions, this.#facts));

  start() {
    this.#name = this.params.group;
    this.heading = this.#name;
    this.show(h("div", { class: "screen-head" }, h("div", { class: "row" },
      h("a", { href: "/admin/groups", class: "button quiet icon-only", "aria-label": "All groups" }, icon("back")),
      h("h1", { tabindex: -1 }, this.#name), this.#state), this.#tools), this.#view.element);
    this.listen(attention, "metrics", () => this.#draw());
    this.every(RENEWED_EVERY_S, () => this.#view.hasContent && this.#load().catch(() => null));
    this.ready = this.#view.run(() => this.#load(), this.signal);
  }

  async #load() {
    const [groups, workers] = await Promise.all([adminApi.groups(this.signal),
      adminApi.workers(this.signal).catch(() => ({ data: [] }))]);
    this.#group = groups.data.find(({ group }) => group === this.#name) ?? null;
    this.#worker = workers.data.find(({ name }) => name === this.#name) ?? null;
    if (!this.#group) return emptyPanel("history", "There is no such group", "It may not have committed anything yet.");
    this.#paint();
    return this.#content;
  }

  #paint() {
    const group = this.#group;
    this.#state.replaceChildren(groupState(group));
    const retries = new Map((this.#worker?.partitions ?? []).map((place) => [`${place.topic}/${place.partition}`,
      place.retry_at]));
    const isPaused = Boolean(group.paused_at);
    this.#tools.replaceChildren(
      this.#worker ? h("button", { type: "button", class: "button small", onclick: () => this.#switch(isPaused) },
        icon(isPaused ? "play" : "pause"), isPaused ? "Resume" : "Pause") : "",
      h("button", { type: "button", class: "button small", onclick: () => this.#reset() }, icon("history"),
        "Reset offsets"));
    this.#partitions.replaceChildren(h("h2", {}, "Partitions"), h("table", { class: "plain-table" },
      h("thead", {}, h("tr", {}, ["Partition", "Committed", "End", "Behind"]
        .map((name, at) => h("th", { scope: "col", class: at > 0 ? "numeric" : null }, name)))),
      h("tbody", {}, group.partitions.map((place) => {
        const retry = retries.get(`${place.topic}/${place.partition}`);
        return h("tr", {},
          h("td", {},
          h("a", { href: `/admin/topics/${place.topic}?partition=${place.partition}&from=${place.committed}` },
          `${place.topic}/${place.partition}`),
          retry ? h("span", { class: "soft small" }, "next attempt ", timeElement(retry, "clock")) : null),
        [place.committed, place.end, place.lag].map((number) => h("td", { class: "numeric figures" }, count(number))));
      }))));
    this.#facts.replaceChildren(h("h2", {}, "Group"), facts([
      ["Reader", group.kind === "inside" ? "A worker of this server" : "Another program"],
      ["Behind", h("strong", { class: "figures" }, count(group.lag))],
      ["Paused", group.paused_at ? timeElement(group.paused_at) : null],
      ["Position", group.position ? h("span", { class: "mono" }, group.position) : null],
      ["Committed", group.committed_at ? agoElement(group.committed_at) : "never"],
      ["Handled", this.#worker ? count(this.#worker.handled) : null],
        ["Failures", this.#worker ? count(this.#worker.failures) : null],
      ["Dead letters", h("a", { href: `/admin/dead-letters?group=${encodeURIComponent(this.#name)}` },
        "Of this group")],
    ]));
    this.#draw();
  }

  #draw() {
    const points = attention.history.flatMap(({ at, data }) => {
      const known = data.groups?.find(({ group }) => group === this.#name);
      return known ? [[at, known.lag]] : [];
    });
    this.#chart.update([{ name: "Behind", points }]);
  }

  #switch(isPaused) {
    const act = async () => {
      await adminApi.switchWorker(this.#name, isPaused ? "resume" : "pause");
      toast(`${this.#name} is ${isPaused ? "running" : "paused"}`);
      await this.#load();
    };
    if (isPaused) return act().catch((problem) => toast(problem.detail || problem.title));
    return ask({ title: `Pause ${this.#name}`, action: "Pause", run: act,
      text: "It begins nothing new until it is resumed, also after a restart. Orders wait at its stage." });
  }

  #reset() {
    resetDialog(this.#group, Boolean(this.#worker), () => this.#load());
  }
}

customElements.define("consumer-group-screen", ConsumerGroupScreen);
