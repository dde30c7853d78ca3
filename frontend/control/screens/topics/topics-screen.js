import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { bytes, count, duration } from "../../../core/numbers.js";
import { ListScreen } from "../../list-screen.js";

const RENEWED_EVERY_S = 5;

/** The topics of the log with their sizes. */
class TopicsScreen extends ListScreen {
  #before = new Map();

  get about() {
    return {
      title: "Topics", name: "topics", keyOf: (topic) => topic.topic, search: "Name of a topic",
      columns: [
        { key: "topic", label: "Topic", isFixed: true, card: "title",
          cell: (topic) => h("a", { href: `/admin/topics/${topic.topic}`, class: "mono" }, topic.topic) },
        { key: "records", label: "Records", isNumeric: true, cell: (topic) => count(topic.records) },
        { key: "rate", label: "New", isNumeric: true, cell: (topic) => (topic.fresh > 0 ? `+${count(topic.fresh)}`
          : "") },
        { key: "partitions", label: "Partitions", isNumeric: true, priority: 2,
          cell: (topic) => count(topic.partitions.length) },
        { key: "offsets", label: "Newest offsets", priority: 3,
          cell: (topic) => h("span", { class: "figures" },
            topic.partitions.map(({ end }) => count(end)).join(" · ")) },
        { key: "retention", label: "Kept", priority: 2, cell: retention },
      ],
      empty: ["layers", "No topics", "Topics are made with the first event."],
    };
  }

  async fetch({ q = "" }, signal) {
    const { data } = await adminApi.topics(signal);
    const topics = data.filter(({ topic }) => topic.includes(q.toLowerCase()));
    const rows = topics.map((topic) => ({ ...topic, fresh: topic.records - (
      this.#before.get(topic.topic) ?? topic.records) }));
    this.#before = new Map(data.map(({ topic, records }) => [topic, records]));
    return { data: rows, has_more: false, total: rows.length };
  }

  begin() {
    this.listen(this.table, "open", ({ detail }) => this.router.go(`/admin/topics/${detail.topic}`));
    this.every(RENEWED_EVERY_S, async () => {
      const page = await this.fetch(this.wanted, this.signal).catch(() => null);
      for (const row of page?.data ?? []) {
        if (row.fresh !== 0 || this.table.get(row.topic)?.fresh) this.table.update(row);
      }
    });
  }
}

function retention({ retention_ms: milliseconds, retention_bytes: size }) {
  const parts = [milliseconds ? duration(milliseconds) : "", size ? bytes(size) : ""].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "for ever";
}

customElements.define("topics-screen", TopicsScreen);
