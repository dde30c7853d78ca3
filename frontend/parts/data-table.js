import { announce, h } from "../core/dom.js";
import { count } from "../core/numbers.js";
import { isTyping } from "../core/shortcuts.js";
import { ColumnChooser } from "./column-chooser.js";
import { icon } from "./icon.js";
import { RowWindow } from "./row-window.js";
import { TableSelection } from "./table-selection.js";

/**
 * A dense table that may change while it is read: rows change in place, new ones wait behind a button instead of
 * pushing others away, long lists are drawn in part, narrow ones become cards.
 *
 * Columns: `{key, label, cell(row), isNumeric, isWide, sort, isHidden, isFixed, priority, card}`; `cell` answers a node
 * or a text,
 * `sort` is the name of an order, `priority` 2 and 3 give way first, `isWide` takes the
 * room that is left, `card` is the place in a card: `title` or `corner`.
 * A control with `data-open` in a cell opens the row as a click beside it does.
 * Dispatches `open` (detail: row), `sort` (detail: order), `select` (detail: chosen rows), `more`.
 */
export class DataTable extends HTMLElement {
  #columns;
  #keyOf;
  #rows = [];
  #index = new Map();
  #elements = new Map();
  #waiting = [];
  #sort = "";
  #activeKey = null;
  #label;

  #chooser;
  #window;
  #selection = null;
  #head = h("tr", { role: "row" });
  #body = h("tbody", { role: "rowgroup" });
  #table = h("table", { role: "table" }, h("thead", { role: "rowgroup" }, this.#head), this.#body);
  #newRows = h("button", { type: "button", class: "new-rows", hidden: true, onclick: () => this.showWaiting() });
  #more = h("button", { type: "button", class: "button small", hidden: true, onclick: () => this.#askMore() },
    "Load more");
  #observer = null;
  #frame = 0;

  static create({ name, label, columns, keyOf, isSelectable = false, sort = "", hrefOf = null }) {
    const table = document.createElement("data-table");
    table.#columns = columns;
    table.#keyOf = keyOf;
    table.#label = label;
    table.#sort = sort;
    table.hrefOf = hrefOf;
    table.#table.setAttribute("aria-label", label);
    table.#chooser = new ColumnChooser(name, columns, () => table.#rebuild());
    table.#window = new RowWindow(table.#body, () => table.#shown.length + (isSelectable ? 1 : 0));
    if (isSelectable) table.#selection = new TableSelection(() => table.#selected());
    table.append(table.#newRows, table.#table, h("div", { class: "table-more" }, table.#more));
    table.#body.addEventListener("click", (event) => table.#click(event));
    table.#paintHead();
    return table;
  }

  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    window.addEventListener("scroll", () => this.#moveSoon(), { signal, passive: true });
    window.addEventListener("resize", () => this.#moveSoon(), { signal, passive: true });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.#observer = new IntersectionObserver(([entry]) => entry.isIntersecting && this.#askMore(),
      { rootMargin: "600px" });
    this.#observer.observe(this.#more);
  }

  disconnectedCallback() {
    this.abort.abort();
    this.#observer.disconnect();
  }

  get columnButton() {
    return this.#chooser.button;
  }

  get rows() {
    return this.#rows;
  }

  get selected() {
    return this.#rows.filter((row) => this.#selection?.has(this.#keyOf(row)));
  }

  clearSelection() {
    this.#selection?.clear();
    for (const row of this.#elements.values()) this.#markSelected(row);
    this.#selected();
  }

  /** Replaces all rows. Known rows keep their elements. */
  set rows(rows) {
    this.#rows = rows;
    this.#waiting = [];
    this.#reindex();
    this.#showWaitingCount();
    this.#paint();
  }


  addRows(rows) {
    const fresh = rows.filter((row) => !this.#index.has(String(this.#keyOf(row))));
    this.#rows = [...this.#rows, ...fresh];
    this.#reindex();
    this.#paint();
  }

  has(key) {
    return this.#index.has(String(key));
  }

  get(key) {
    return this.#rows[this.#index.get(String(key))] ?? null;
  }

  /** Changes a row where it stands. */
  update(row) {
    const key = String(this.#keyOf(row));
    const at = this.#index.get(key);
    if (at === undefined) {
      const waits = this.#waiting.findIndex((other) => String(this.#keyOf(other)) === key);
      if (waits >= 0) this.#waiting[waits] = row;
      return;
    }
    this.#rows[at] = row;
    const element = this.#elements.get(key);
    if (element) this.#fill(element, row, true);
  }

  /** New rows for the top: at once when nobody is reading there, else behind a button. */
  offer(rows) {
    const known = new Set(this.#waiting.map((row) => String(this.#keyOf(row))));
    const fresh = rows.filter((row) => !this.has(this.#keyOf(row)) && !known.has(String(this.#keyOf(row))));
    if (fresh.length === 0) return;
    this.#waiting = [...fresh, ...this.#waiting];
    const isRead = this.matches(":hover") || this.contains(document.activeElement) || this.#selection?.size > 0
      || this.getBoundingClientRect().top < 0;
    if (isRead) this.#showWaitingCount();
    else this.showWaiting({ quietly: true });
  }

  showWaiting({ quietly = false } = {}) {
    const fresh = this.#waiting;
    this.#waiting = [];
    this.#rows = [...fresh, ...this.#rows];
    this.#reindex();
    this.#showWaitingCount();
    this.#paint();
    for (const row of fresh) this.#flash(this.#elements.get(String(this.#keyOf(row))));
    if (!quietly) {
      this.scrollIntoView({ block: "start" });
      announce(`${fresh.length} new`);
    }
  }

  /** Keeps the first rows only. */
  trim(length) {
    if (this.#rows.length <= length) return;
    this.#rows = this.#rows.slice(0, length);
    this.#waiting.splice(length);
    this.#reindex();
    this.#paint();
  }

  set hasMore(hasMore) {
    this.#more.hidden = !hasMore;
    this.#more.removeAttribute("aria-busy");
  }

  /** Marks the row that a panel beside the table shows. */
  set activeKey(key) {
    this.#elements.get(this.#activeKey)?.removeAttribute("data-active");
    this.#activeKey = key === null ? null : String(key);
    this.#elements.get(this.#activeKey)?.setAttribute("data-active", "");
  }

  /** The row so many places behind the active one. */
  neighbour(by) {
    const at = this.#index.get(this.#activeKey);
    if (at === undefined) return this.#rows[0] ?? null;
    return this.#rows[at + by] ?? null;
  }

  #askMore() {
    if (this.#more.hidden || this.#more.hasAttribute("aria-busy")) return;
    this.#more.setAttribute("aria-busy", "true");
    this.dispatchEvent(new Event("more"));
  }

  #reindex() {
    this.#index = new Map(this.#rows.map((row, at) => [String(this.#keyOf(row)), at]));
    this.#table.setAttribute("aria-rowcount", String(this.#rows.length + 1));
  }

  get #shown() {
    return this.#columns.filter((column) => this.#chooser.isShown(column));
  }

  #paintHead() {
    const cells = this.#shown.map((column) => {
      const [order, direction] = this.#sort.startsWith("-") ? [this.#sort.slice(1), "descending"]
        : [this.#sort, "ascending"];
      const isSorted = column.sort && column.sort === order;
      const label = column.sort
        ? h("button", { type: "button", onclick: () => this.#turn(column.sort) }, column.label,
          isSorted ? icon(direction === "ascending" ? "up" : "down") : null)
        : column.label;
      return h("th", { scope: "col", role: "columnheader", class: column.isNumeric ? "numeric" : null,
        "data-priority": column.priority, "aria-sort": isSorted ? direction : null }, label);
    });
    const all = this.#selection ? [this.#selection.headCell(() => this.#rows.map((row) => this.#keyOf(row)),
      () => this.#paint())] : [];
    this.#head.replaceChildren(...all, ...cells);
  }

  #turn(order) {
    this.#sort = this.#sort === `-${order}` ? order : `-${order}`;
    this.#paintHead();
    this.dispatchEvent(new CustomEvent("sort", { detail: this.#sort }));
  }

  #rebuild() {
    this.#elements.clear();
    this.#paintHead();
    this.#paint();
  }

  #moveSoon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#rows.length > 0 && this.#window.move(this.#rows.length)) this.#draw();
    });
  }

  #paint() {
    this.#window.move(this.#rows.length);
    this.#draw();
  }

  #draw() {
    const visible = this.#rows.slice(this.#window.start, this.#window.end);
    const kept = new Map();
    const rows = visible.map((row, at) => {
      const key = String(this.#keyOf(row));
      const element = this.#elements.get(key) ?? this.#create(key);
      if (element.row !== row) this.#fill(element, row, false);
      element.ariaRowIndex = String(this.#window.start + at + 2);
      this.#markSelected(element);
      kept.set(key, element);
      return element;
    });
    this.#elements = kept;
    const framed = this.#window.framed(rows, this.#rows.length);
    const same = framed.length === this.#body.children.length
      && framed.every((row, at) => row === this.#body.children[at]);
    if (!same) this.#body.replaceChildren(...framed);
  }

  #create(key) {
    const row = h("tr", { role: "row", dataset: { key } });
    if (key === this.#activeKey) row.dataset.active = "";
    return row;
  }

  #fill(element, row, isChange) {
    element.row = row;
    const cells = this.#shown.map((column) => {
      const content = column.cell(row);
      return h("td", { role: "cell", class: column.isNumeric ? "numeric figures" : column.isWide ? "wide" : null,
        "data-label": column.label,
        "data-priority": column.priority, "data-card": column.card }, content);
    });
    if (this.#selection) cells.unshift(this.#selection.cell(this.#keyOf(row)));
    const focused = element.contains(document.activeElement)
      ? [...element.children].indexOf(document.activeElement.closest("td")) : -1;
    const isTyped = document.activeElement.matches("input:not([type=checkbox]), select");
    // What is being typed stays; another cell gives its focus to the one that takes its place.
    if (focused >= 0 && isTyped && element.children.length === cells.length) cells[focused] = element.children[focused];
    element.replaceChildren(...cells);
    if (focused >= 0 && !isTyped) cells[focused]?.querySelector("a, button, input")?.focus({ preventScroll: true });
    if (isChange) this.#flash(element);
  }

  #flash(element) {
    if (!element) return;
    element.classList.remove("changed");
    requestAnimationFrame(() => element.classList.add("changed"));
  }

  #markSelected(element) {
    if (!this.#selection) return;
    const isSelected = this.#selection.has(element.dataset.key);
    element.setAttribute("aria-selected", String(isSelected));
    element.querySelector("input[type=checkbox]").checked = isSelected;
  }

  #selected() {
    for (const element of this.#elements.values()) this.#markSelected(element);
    this.dispatchEvent(new CustomEvent("select", { detail: this.selected }));
  }

  #click(event) {
    const element = event.target.closest("tr");
    if (!element?.row) return;
    if (event.target.closest("td.choose")) {
      const keys = this.#rows.map((row) => String(this.#keyOf(row)));
      this.#selection.toggle(element.dataset.key, { isRange: event.shiftKey, keys });
      return;
    }
    const isControl = event.target.closest("a, button, input, select, label");
    if ((isControl && !isControl.hasAttribute("data-open")) || String(getSelection())) return;
    this.dispatchEvent(new CustomEvent("open", { detail: element.row }));
  }

  #key(event) {
    if (isTyping(event) || !this.checkVisibility() || this.#rows.length === 0) return;
    const step = { j: 1, k: -1 }[event.key];
    if (step) this.#walk(step);
    else if (event.key === "x" && this.#selection && this.#activeKey) this.#selection.toggle(this.#activeKey, {});
    else if (event.key === "Enter" && this.#activeKey && !event.target.closest("a, button")) {
      this.dispatchEvent(new CustomEvent("open", { detail: this.get(this.#activeKey) }));
    } else return;
    event.preventDefault();
  }

  #walk(step) {
    const at = this.#index.get(this.#activeKey);
    const next = at === undefined ? 0 : Math.max(0, Math.min(this.#rows.length - 1, at + step));
    this.#window.scrollTo(next, this.#rows.length);
    this.#paint();
    this.activeKey = this.#keyOf(this.#rows[next]);
    const element = this.#elements.get(this.#activeKey);
    element?.scrollIntoView({ block: "nearest" });
    element?.querySelector("td:not(.choose) a, td:not(.choose) button")?.focus({ preventScroll: true });
    this.dispatchEvent(new CustomEvent("walk", { detail: this.#rows[next] }));
  }

  #showWaitingCount() {
    this.#newRows.hidden = this.#waiting.length === 0;
    this.#newRows.replaceChildren(icon("up"), h("span", {}, `${count(this.#waiting.length)} new — show`));
  }
}

customElements.define("data-table", DataTable);
