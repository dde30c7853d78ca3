import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { agoElement } from "../../../core/time.js";
import { icon } from "../../../parts/icon.js";
import { sparkLine } from "../../../parts/spark-line.js";
import { useStyles } from "../../../core/dom.js";
import { attention } from "../../attention.js";
import { ListScreen } from "../../list-screen.js";

await useStyles(import.meta.url, ["../../../parts/charts.css", "./groups.css"]);

/** Whoever reads the log, with how far behind each is. */
class GroupsScreen extends ListScreen {
  get about() {
    return {
      title: "Consumer groups", name: "groups", keyOf: (group) => group.group, search: "Name of a group",
      columns: [
        { key: "group", label: "Group", isFixed: true, card: "title",
          cell: (group) => h("a", { href: `/admin/groups/${encodeURIComponent(group.group)}` }, group.group) },
        { key: "kind", label: "Reader", cell: (group) => (group.kind === "inside" ? "Worker" : "Other program") },
        { key: "lag", label: "Behind", isNumeric: true, cell: (group) => h("strong", { class: "figures" },
          count(group.lag)) },
        { key: "shape", label: "Last minute", priority: 2, cell: (group) => lagLine(group.group) },
        { key: "handled", label: "Handled", isNumeric: true, priority: 3,
          cell: (group) => (group.handled === undefined ? "" : count(group.handled)) },
        { key: "failures", label: "Failures", isNumeric: true, priority: 3,
          cell: (group) => (group.failures === undefined ? "" : count(group.failures)) },
        { key: "committed", label: "Committed", priority: 2,
          cell: (group) => (group.committed_at ? agoElement(group.committed_at) : "") },
        { key: "state", label: "State", card: "corner", cell: groupState },
      ],
      empty: ["history", "No groups", "Workers and other programs that read the log appear here."],
    };
  }

  async fetch({ q = "" }, signal) {
    const [groups, workers] = await Promise.all([adminApi.groups(signal),
      adminApi.workers(signal).catch(() => ({ data: [] }))]);
    const known = new Map(workers.data.map(({ name, handled, failures }) => [name, { handled, failures }]));
    const data = groups.data.filter(({ group }) => group.includes(q))
      .map((group) => ({ ...group, ...known.get(group.group) }));
    return { data, has_more: false, total: data.length };
  }

  begin() {
    this.listen(this.table, "open", ({ detail }) => this.router.go(
      `/admin/groups/${encodeURIComponent(detail.group)}`));
    this.listen(attention, "metrics", ({ detail }) => {
      if (document.visibilityState !== "visible") return;
      for (const { group, lag, paused_at: pausedAt } of detail.data.groups ?? []) {
        const known = this.table.get(group);
        const isSame = known?.lag === lag
          && (pausedAt === undefined || Boolean(known?.paused_at) === Boolean(pausedAt));
        if (known && !isSame) this.table.update({ ...known, lag, paused_at: pausedAt === undefined ? known.paused_at
          : pausedAt });
      }
    });
  }
}

/** What a group does, as icon and word. */
export function groupState(group) {
  const [tone, picture, word] = group.paused_at ? ["warn", "pause", "Paused"] : group.lag > 0
    ? ["info", "play", "Behind"] : ["good", "tick", "Up to date"];
  return h("span", { class: "badge", dataset: { tone } }, icon(picture), word);
}

function lagLine(name) {
  const values = attention.history.slice(-60).map(({ data }) =>
    data.groups?.find(({ group }) => group === name)?.lag ?? null);
  return h("span", { class: "lag-line" }, values.some((value) => value !== null) ? sparkLine(values) : "");
}

customElements.define("groups-screen", GroupsScreen);
