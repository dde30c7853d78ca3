import { h } from "../core/dom.js";

const VIRTUAL_FROM = 200;
const MARGIN_ROWS = 20;
const ROW_HEIGHT_PX = 44;

/**
 * Which rows of a long table are in the page: all of a short one; of a long one those around the window, with empty
 * rows of the others' height before and after.
 */
export class RowWindow {
  #body;
  #columns;
  #before;
  #after;
  start = 0;
  end = 0;

  constructor(body, columns) {
    this.#body = body;
    this.#columns = columns;
    this.#before = spacer();
    this.#after = spacer();
  }

  /** Cards of narrow screens have no common height and are few: they are all in the page. */
  isVirtual(length) {
    return length >= VIRTUAL_FROM && getComputedStyle(this.#body).display === "table-row-group";
  }

  /** Computes the rows to show; answers whether they are others than before. */
  move(length) {
    let [start, end] = [0, length];
    if (this.isVirtual(length)) {
      const top = -this.#body.getBoundingClientRect().top;
      start = Math.max(0, Math.min(length, Math.floor(top / ROW_HEIGHT_PX)) - MARGIN_ROWS);
      end = Math.min(length, start + Math.ceil(innerHeight / ROW_HEIGHT_PX) + 2 * MARGIN_ROWS);
      const isNear = Math.abs(start - this.start) < MARGIN_ROWS / 2 && Math.abs(end - this.end) < MARGIN_ROWS / 2;
      if (isNear && this.end <= length) {
        return false;
      }
    }
    const isOther = start !== this.start || end !== this.end;
    this.start = start;
    this.end = end;
    return isOther;
  }

  /** The rows with their spacers, ready to be put into the body. */
  framed(rows, length) {
    if (this.start === 0 && this.end === length) return rows;
    fill(this.#before, this.start, this.#columns());
    fill(this.#after, length - this.end, this.#columns());
    return [this.#before, ...rows, this.#after];
  }

  scrollTo(index, length) {
    if (!this.isVirtual(length) || (index >= this.start && index < this.end)) return;
    window.scrollBy({ top: this.#body.getBoundingClientRect().top + index * ROW_HEIGHT_PX - innerHeight / 2 });
  }
}

function spacer() {
  return h("tr", { class: "row-spacer", "aria-hidden": "true" }, h("td"));
}

function fill(row, count, columns) {
  row.hidden = count <= 0;
  row.firstChild.colSpan = columns;
  row.firstChild.style.setProperty("height", `${count * ROW_HEIGHT_PX}px`);
}
