import { adminApi } from "../../../core/admin-api.js";
import { h, useStyles } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { agoElement } from "../../../core/time.js";
import { attention } from "../../attention.js";
import { ListScreen } from "../../list-screen.js";
import { letterGroups } from "./letter-groups.js";
import { LetterPanel } from "./letter-panel.js";
import { LetterBar } from "./letter-bar.js";

await useStyles(import.meta.url, ["./letters.css", "../control-orders/control-orders.css",
  "../../../parts/json-tree.css"]);

const STATES = [["open", "Open"], ["redriven", "Redriven"], ["discarded", "Discarded"], ["all", "All"]]
  .map(([value, label]) => ({ value, label }));
const TONES = { open: "bad", redriven: "good", discarded: "muted" };

/** Records that no attempt could handle: by error, one by one, and what to do with them. */
class LettersScreen extends ListScreen {
  #groups = h("div", { class: "letter-groups" });
  #bar = new LetterBar(() => this.reload());
  #known = -1;

  get about() {
    return {
      title: "Dead letters", name: "letters", keyOf: (letter) => letter.id, isSelectable: true,
      filters: [{ name: "status", label: "Status", kind: "choice", options: STATES },
        { name: "group", label: "Group", kind: "text" },
        { name: "topic", label: "Topic", kind: "text" }, { name: "kind", label: "Kind", kind: "text" },
          { name: "since", label: "Since", kind: "date" }],
      columns: [
        { key: "error", isWide: true, label: "Error", isFixed: true, card: "title",
          cell: (letter) => h("button", { type: "button", class: "link-button letter-open",
          title: letter.error, onclick: () => this.#open(letter) }, letter.error) },
        { key: "group", label: "Group", priority: 2, cell: (letter) => letter.group },
        { key: "place", label: "Record", priority: 3, cell: (letter) => h("span", { class: "mono small" },
          `${letter.topic}/${letter.partition}@${letter.offset}`) },
        { key: "attempts", label: "Attempts", isNumeric: true, priority: 3, cell: (letter) => count(letter.attempts) },
        { key: "redrives", label: "Redrives", isNumeric: true, priority: 3, cell: (letter) => count(letter.redrives) },
        { key: "buried", label: "Put aside", cell: (letter) => agoElement(letter.buried_at) },
        { key: "status", label: "Status", card: "corner", cell: (letter) =>
          h("span", { class: "badge", dataset: { tone: TONES[letter.status] ?? "neutral" } },
          letter.edited ? `${letter.status}, edited` : letter.status) },
      ],
      empty: ["check", "No dead letters", "Every record was handled. When one cannot be, it waits here."],
    };
  }

  async fetch(query, signal) {
    const page = await adminApi.letters(query, signal);
    if (!query.cursor) {
      const total = page.groups.reduce((sum, { open }) => sum + open, 0);
      this.#known = total;
      this.#groups.replaceChildren(letterGroups(page.groups, () => this.reload()) ?? "");
      return { ...page, total: this.bar.isEmpty ? total : null };
    }
    return page;
  }

  preview(letter) {
    return new LetterPanel(letter, this.signal, () => this.reload()).content;
  }

  banner() {
    return this.#groups;
  }

  above() {
    return this.#bar.element;
  }

  begin() {
    this.listen(this.table, "select", ({ detail }) => this.#bar.show(detail));
    this.listen(this.#bar, "clear", () => this.table.clearSelection());
    // More or fewer than the list knows: it is read anew, unless somebody is choosing.
    this.listen(attention, "change", () => {
      if (this.#known >= 0 && attention.deadLetters !== this.#known && this.table.selected.length === 0
        && this.panel.hidden) this.reload();
    });
  }

  #open(letter) {
    this.openPanel(letter);
    this.panel.focusTitle();
  }
}

customElements.define("letters-screen", LettersScreen);
