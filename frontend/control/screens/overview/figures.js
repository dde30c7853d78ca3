import { h, setText } from "../../../core/dom.js";
import { bytes, duration, rate } from "../../../core/numbers.js";
import { sparkLine } from "../../../parts/spark-line.js";
import { attention } from "../../attention.js";

const FIGURES = [
  { key: "orders", label: "Orders", unit: "/s", read: (data) => data.orders_per_second, say: rate },
  { key: "shipped", label: "Shipped", unit: "/s", read: (data) => data.orders_shipped_per_second, say: rate },
  { key: "processing", label: "Pipeline p95", read: (data) => data.processing_ms?.p95, say: duration },
  { key: "requests", label: "Requests", unit: "/s", read: (data) => data.requests_per_second, say: rate },
  { key: "errors", label: "Errors", unit: "/s", read: (data) => data.errors_per_second, say: rate,
    isBad: (value) => value > 0 },
  { key: "commit", label: "Commit p99", read: (data) => data.commit_ms?.p99, say: duration },
  { key: "lag", label: "Behind", unit: " records", say: rate,
    read: (data) => data.groups?.filter(({ group }) => group.endsWith("-group"))
      .reduce((all, { lag }) => all + lag, 0) },
  { key: "memory", label: "Memory", read: (data) => data.memory_bytes, say: bytes },
];
const LINE_POINTS = 60;

/** The row of figures with the shape of the last minute. A figure that the server does not have is not shown. */
export class Figures {
  element = h("section", { class: "figure-tiles", "aria-label": "Figures of the last minute" });
  #tiles = new Map();

  constructor() {
    for (const figure of FIGURES) {
      const value = h("strong", { class: "figures" }, "–");
      const spark = h("div", { class: "tile-spark" });
      const tile = h("div", { class: "tile" }, h("span", { class: "soft small" }, figure.label),
        h("span", { class: "tile-value" }, value, h("span", { class: "soft small" }, figure.unit ?? "")), spark);
      this.#tiles.set(figure.key, { tile, value, spark });
      this.element.append(tile);
    }
  }

  follow(screen) {
    screen.listen(attention, "metrics", () => {
      if (document.visibilityState === "visible") this.#paint();
    });
    if (attention.metrics) this.#paint();
  }

  #paint() {
    for (const { key, read, say, isBad } of FIGURES) {
      const { tile, value, spark } = this.#tiles.get(key);
      const newest = read(attention.metrics);
      tile.hidden = newest === undefined && attention.history.length > 2;
      if (newest === undefined) continue;
      setText(value, say(newest));
      const tone = isBad?.(newest) ? "bad" : "accent";
      spark.replaceChildren(sparkLine(attention.history.slice(-LINE_POINTS).map(({ data }) => read(data) ?? null),
        { tone }));
    }
  }
}
