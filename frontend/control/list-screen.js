import { h, setText } from "../core/dom.js";
import { count } from "../core/numbers.js";
import { Screen } from "../core/screen.js";
import { DataTable } from "../parts/data-table.js";
import { FilterBar } from "../parts/filter-bar.js";
import { SidePanel } from "../parts/side-panel.js";
import { emptyPanel, ViewState } from "../parts/view-state.js";

const PAGE_SIZE = 50;

/**
 * A screen that is a list: filters and order in the address, pages by cursor, a side panel where one is wanted.
 * Subclasses give `about` and `fetch(query, signal)`, and may give `preview(row)` for the panel.
 *
 * `about`: `{title, name, columns, keyOf, filters, search, sort, isSelectable, empty: [icon, title, text, action],
 * tools}`.
 */
export class ListScreen extends Screen {
  table = null;
  bar = null;
  panel = null;
  view = new ViewState();
  #sort = "";
  #cursor = null;
  #count = h("span", { class: "list-count soft figures" });
  #request = null;

  get about() {
    return {};
  }

  async fetch() {
    return { data: [], has_more: false };
  }

  start() {
    const { title, name, columns, keyOf, filters = [], search = null, sort = "", isSelectable = false, tools = [],
      lede } = this.about;
    this.heading = title;
    this.#sort = this.query.get("sort") ?? sort;
    this.table = DataTable.create({ name, label: title, columns, keyOf, isSelectable, sort: this.#sort });
    this.bar = FilterBar.create({ filters, search, tools: [this.table.columnButton],
      label: `Filter ${title.toLowerCase()}` });
    this.bar.value = Object.fromEntries(this.query);
    this.listen(this.bar, "change", () => this.#narrowed());
    this.listen(this.table, "sort", ({ detail }) => {
      this.#sort = detail;
      this.#narrowed();
    });
    this.listen(this.table, "more", () => this.#more());
    const list = h("div", { class: "list" }, this.above() ?? null, this.view.element);
    if (this.preview) this.#addPanel();
    this.show(
      h("div", { class: "screen-head" },
        h("div", {}, h("h1", { tabindex: -1 }, title, this.#count), lede ? h("p", { class: "soft" }, lede) : null),
        h("div", { class: "head-tools" }, tools)),
      this.banner() ?? null, this.bar, h("div", { class: "with-side" }, list, this.panel));
    this.ready = this.reload();
    this.begin?.();
  }

  /** Something between head and filters. */
  banner() {
    return null;
  }

  /** Something between filters and table, such as the bar of bulk actions. */
  above() {
    return null;
  }

  get wanted() {
    const sort = this.#sort ? { sort: this.#sort } : {};
    return { ...this.bar.value, ...sort };
  }

  /** Loads the first page anew; what is shown stays until it is there. */
  reload() {
    this.#request?.abort();
    this.#request = new AbortController();
    const signal = AbortSignal.any([this.#request.signal, this.signal]);
    return this.view.run(async () => {
      const page = await this.fetch({ ...this.wanted, page_size: PAGE_SIZE }, signal);
      this.#take(page);
      this.table.rows = page.data;
      return page.data.length > 0 || page.has_more ? this.table : this.#empty();
    }, signal);
  }

  #take(page) {
    this.#cursor = page.next_cursor;
    this.table.hasMore = page.has_more;
    if (page.total !== undefined) setText(this.#count, page.total === null ? "" : count(page.total));
  }

  async #more() {
    const { signal } = this.#request;
    try {
      const page = await this.fetch({ ...this.wanted, page_size: PAGE_SIZE, cursor: this.#cursor }, signal);
      if (signal.aborted) return;
      this.table.addRows(page.data);
      this.#take({ ...page, total: undefined });
    } catch (problem) {
      if (signal.aborted) return;
      this.table.hasMore = false;
      this.view.fail(problem, () => {
        this.view.show(this.table);
        this.#more();
      });
    }
  }

  #narrowed() {
    this.router.setQuery(new URLSearchParams(this.wanted));
    this.panel?.close();
    this.reload();
  }

  #empty() {
    if (!this.bar.isEmpty) {
      return emptyPanel("search", "Nothing matches", "No entry fits these filters.",
        h("button", { type: "button", class: "button", onclick: () => this.bar.clear() }, "Clear filters"));
    }
    return emptyPanel(...this.about.empty);
  }

  #addPanel() {
    this.panel = SidePanel.create();
    const open = (row) => {
      if (!row) return;
      this.table.activeKey = this.about.keyOf(row);
      this.panel.row = row;
      const [title, ...content] = this.preview(row);
      this.panel.show(title, ...content);
    };
    this.openPanel = open;
    this.listen(this.table, "open", ({ detail }) => {
      open(detail);
      this.panel.focusTitle();
    });
    this.listen(this.table, "walk", ({ detail }) => !this.panel.hidden && open(detail));
    this.listen(this.panel, "step", ({ detail }) => open(this.table.neighbour(detail)));
    this.listen(this.panel, "close", () => {
      this.table.activeKey = null;
      this.panel.row = null;
    });
  }

  /** Shows the panel again when the row it shows has changed. */
  refreshPanel(row) {
    if (this.panel?.row && this.about.keyOf(this.panel.row) === this.about.keyOf(row)) this.openPanel(row);
  }
}
