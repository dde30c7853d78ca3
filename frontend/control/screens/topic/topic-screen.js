import { adminApi } from "../../../core/admin-api.js";
import { download } from "../../../core/csv.js";
import { h, setText, useStyles } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { Screen } from "../../../core/screen.js";
import { DataTable } from "../../../parts/data-table.js";
import { icon } from "../../../parts/icon.js";
import { SidePanel } from "../../../parts/side-panel.js";
import { emptyPanel, ViewState } from "../../../parts/view-state.js";
import { PlaceForm } from "./place-form.js";
import { recordColumns, recordPanel } from "./record-view.js";
import { Tail } from "./tail.js";

await useStyles(import.meta.url, ["./topic.css", "../../../parts/json-tree.css"]);

const PAGE = 100;

/** The records of a topic: by partition, from an offset or a time on, or as they come. */
class TopicScreen extends Screen {
  #view = new ViewState();
  #bounds = h("p", { class: "soft small figures" });
  #table = null;
  #panel = SidePanel.create();
  #place = null;
  #tail = null;
  #page = null;
  #nav = h("div", { class: "record-nav" });
  #request = null;

  start() {
    const { topic } = this.params;
    this.heading = topic;
    this.#table = DataTable.create({ name: "records", label: `Records of ${topic}`,
      keyOf: (record) => `${record.partition}-${record.offset}`,
      columns: recordColumns() });
    this.#place = new PlaceForm(this.query);
    this.#tail = new Tail(topic, this, () => this.#place.filter);
    this.show(
      h("div", { class: "screen-head" }, h("div", {}, h("div", { class: "row" },
        h("a", { href: "/admin/topics", class: "button quiet icon-only", "aria-label": "All topics" }, icon("back")),
        h("h1", { tabindex: -1, class: "mono" }, topic)), this.#bounds),
      h("div", { class: "head-tools" }, this.#tail.button,
        h("button", { type: "button", class: "button small", onclick: () => this.#export() }, icon("download"),
          "Export NDJSON"))),
      this.#place.element, this.#tail.element,
      h("div", { class: "with-side" }, h("div", {}, this.#view.element, this.#nav), this.#panel));
    this.listen(this.#place, "change", () => this.#moved());
    this.listen(this.#tail, "records", ({ detail }) => this.#arrive(detail));
    this.listen(this.#tail, "switch", () => this.#switched());
    this.listen(this.#table, "open", ({ detail }) => this.#open(detail));
    this.listen(this.#table, "walk", ({ detail }) => !this.#panel.hidden && this.#open(detail));
    this.listen(this.#panel, "step", ({ detail }) => this.#open(this.#table.neighbour(detail)));
    this.listen(this.#panel, "close", () => {
      this.#table.activeKey = null;
    });
    this.ready = this.#load();
    if (this.query.get("tail")) this.#tail.start();
  }

  #load() {
    this.#request?.abort();
    this.#request = new AbortController();
    const signal = AbortSignal.any([this.signal, this.#request.signal]);
    return this.#view.run(async () => {
      const { partition, from, reveal } = this.#place.value;
      const page = await adminApi.records(this.params.topic,
        { partition, from, limit: PAGE, reveal: reveal ? "true" : "" }, signal);
      if (signal.aborted) return null;
      this.#page = page;
      this.#place.partitions = await this.#partitions(signal);
      setText(this.#bounds, `Partition ${page.partition}: offsets ${count(page.start)} to ${count(page.end)}`);
      this.#table.rows = this.#narrowed(page.data).toReversed();
      this.#paintNav();
      if (this.#table.rows.length > 0) return this.#table;
      return this.#place.isNarrowed && page.data.length > 0
        ? emptyPanel("search", "Nothing matches", "None of these records fits. Others may be further back.",
          h("button", { type: "button", class: "button", onclick: () => this.#place.clear() }, "Clear filter"))
        : emptyPanel("layers", "No records here", "This partition has no records from there on.");
    }, signal);
  }

  async #partitions(signal) {
    const { data } = await adminApi.topics(signal).catch(() => ({ data: [] }));
    return data.find(({ topic }) => topic === this.params.topic)?.partitions.length ?? 1;
  }

  #narrowed(records) {
    const { key, contains } = this.#place.value;
    return records.filter((record) => (!key || record.key === key)
      && (!contains || JSON.stringify([record.key, record.headers, record.value]).toLowerCase().includes(
        contains.toLowerCase())));
  }

  #paintNav() {
    const { data, start, end, next_offset: next } = this.#page;
    const first = data[0]?.offset ?? end;
    const go = (label, from, isOpen) => h("button", { type: "button", class: "button small", disabled: !isOpen,
      onclick: () => this.#place.jump(from) }, label);
    this.#nav.hidden = this.#tail.isOn;
    this.#nav.replaceChildren(
      go("Oldest", "earliest", first > start), go("Older", String(Math.max(start, first - PAGE)), first > start),
      h("span", { class: "soft small figures" }, data.length > 0 ? `${count(first)} – ${count(next - 1)}` : ""),
      go("Newer", String(next), next < end), go("Newest", "latest", next < end));
  }

  #moved() {
    const query = this.#place.toQuery();
    if (this.#tail.isOn) query.set("tail", "1");
    this.router.setQuery(query);
    this.#panel.close();
    if (this.#tail.isOn) this.#tail.start();
    else this.#load();
  }

  #switched() {
    this.#nav.hidden = this.#tail.isOn;
    const query = this.#place.toQuery();
    if (this.#tail.isOn) query.set("tail", "1");
    this.router.setQuery(query);
  }

  #arrive(records) {
    if (!this.#table.isConnected) this.#view.show(this.#table);
    this.#table.offer(records);
    if (!this.#table.matches(":hover, :focus-within")) this.#table.trim(Tail.KEPT);
  }

  #open(record) {
    if (!record) return;
    this.#table.activeKey = `${record.partition}-${record.offset}`;
    this.#panel.show(...recordPanel(record));
    this.#panel.focusTitle();
  }

  #export() {
    const text = this.#table.rows.map((record) => JSON.stringify(record)).join("\n");
    download(`${this.params.topic}-${this.#place.value.partition}.ndjson`, `${text}\n`, "application/x-ndjson");
  }
}

customElements.define("topic-screen", TopicScreen);
