import { h } from "../../../core/dom.js";
import { localTime } from "../../../parts/filter-bar.js";

const PLACES = [["latest", "Newest"], ["earliest", "Oldest"], ["offset", "From offset"], ["time", "From time"]];
const TYPING_PAUSE_MS = 300;

/** Where to read in a topic and what to look for; a change dispatches `change`. */
export class PlaceForm extends EventTarget {
  #partition = h("select", { class: "inline-input", id: "place-partition", onchange: () => this.#tell() });
  #kind = h("select", { class: "inline-input", id: "place-kind", onchange: () => this.#turn() },
    PLACES.map(([value, label]) => h("option", { value }, label)));
  #offset = h("input", { class: "inline-input", type: "number", min: 0, "aria-label": "Offset",
    onchange: () => this.#tell() });
  #time = h("input", { class: "inline-input", type: "datetime-local", "aria-label": "Time",
    onchange: () => this.#tell() });
  #contains = h("input", { class: "inline-input", type: "search", placeholder: "Contains …", "aria-label": "Contains",
    dataset: { shortcut: "search" }, oninput: () => this.#type() });
  #reveal = h("input", { type: "checkbox", onchange: () => this.#tell() });
  #key;
  #typing = 0;
  element = h("form", { class: "place-form", onsubmit: (event) => event.preventDefault() },
    h("label", { for: "place-partition", class: "small soft" }, "Partition"), this.#partition,
    h("label", { for: "place-kind", class: "visually-hidden" }, "From"), this.#kind, this.#offset, this.#time,
      this.#contains,
    h("label",
      { class: "modal-check small", title: "Names, addresses and what people wrote. Looking is noted in the audit." },
      this.#reveal, "Show personal data"));

  constructor(query) {
    super();
    this.partitions = Number(query.get("partition") ?? 0) + 1;
    this.#partition.value = query.get("partition") ?? "0";
    this.#key = query.get("key") ?? "";
    this.#contains.value = query.get("contains") ?? this.#key;
    this.#put(query.get("from") ?? "latest");
  }

  get value() {
    const contains = this.#contains.value.trim();
    const isKey = contains !== "" && contains === this.#key;
    return { partition: this.#partition.value, from: this.#from, key: isKey ? contains : "", contains: isKey ? ""
      : contains, reveal: this.#reveal.checked };
  }

  get isNarrowed() {
    return this.#contains.value.trim() !== "";
  }

  /** The filter of a live tail. */
  get filter() {
    const { partition, key, contains, reveal } = this.value;
    return { filter: { partition: Number(partition), ...(key ? { key } : {}), ...(contains ? { contains } : {}) },
      reveal };
  }

  set partitions(count) {
    if (this.#partition.options.length === count) return;
    const chosen = this.#partition.value;
    this.#partition.replaceChildren(...Array.from({ length: count },
      (_, at) => h("option", { value: at }, String(at))));
    this.#partition.value = chosen || "0";
  }

  jump(from) {
    this.#put(from);
    this.#tell();
  }

  clear() {
    this.#contains.value = "";
    this.#tell();
  }

  toQuery() {
    const { partition, from, contains, key } = this.value;
    return new URLSearchParams(Object.entries({ partition: partition === "0" ? "" : partition, from: from === "latest"
      ? "" : from, contains, key })
      .filter(([, text]) => text));
  }

  get #from() {
    if (this.#kind.value === "offset") return this.#offset.value || "earliest";
    if (this.#kind.value === "time") return this.#time.value ? new Date(this.#time.value).toISOString() : "latest";
    return this.#kind.value;
  }

  #put(from) {
    const kind = from === "latest" || from === "earliest" ? from : /^\d+$/.test(from) ? "offset" : "time";
    this.#kind.value = kind;
    if (kind === "offset") this.#offset.value = from;
    if (kind === "time") this.#time.value = localTime(from);
    this.#showFields();
  }

  #turn() {
    this.#showFields();
    const field = { offset: this.#offset, time: this.#time }[this.#kind.value];
    if (field && !field.value) field.focus();
    else this.#tell();
  }

  #showFields() {
    this.#offset.hidden = this.#kind.value !== "offset";
    this.#time.hidden = this.#kind.value !== "time";
  }

  #type() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#tell(), TYPING_PAUSE_MS);
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
