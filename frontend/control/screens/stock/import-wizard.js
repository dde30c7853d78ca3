import { adminApi } from "../../../core/admin-api.js";
import { csvLine, download, parseCSV } from "../../../core/csv.js";
import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { Problem } from "../../../core/problem.js";
import { icon } from "../../../parts/icon.js";
import { openModal } from "../../../parts/modal.js";
import { problemNotice } from "../../../parts/problem-panel.js";

const KNOWN = ["product_id", "sku", "name", "description", "price", "currency", "category", "stock",
  "low_stock_threshold",
  "image_url", "is_active"];
const NEEDED = ["sku", "name", "price"];
const SHOWN_ROWS = 5;
const ROWS_AT_ONCE = 2000;

/**
 * Imports products from a file: choose it, say what its columns are, look at the first rows, see what became of each.
 */
export function importWizard(onDone) {
  const body = h("div", { class: "stack" });
  openModal({ title: "Import products", body, wide: true });
  chooseFile(body, onDone);
}

function chooseFile(body, onDone) {
  const input = h("input", { type: "file", accept: ".csv,text/csv", id: "import-file", onchange: async () => {
    const rows = parseCSV((await input.files[0].text()).replace(/^\uFEFF/, ""));
    if (rows.length < 2) input.after(h("p", { class: "field-error", role: "alert" },
      "This file has no rows below its first line."));
    else mapColumns(body, rows, onDone);
  } });
  body.replaceChildren(h("p", {},
    "A CSV file with one product in a row. Products that are there already are changed, by id or SKU; ",
    "their stock is not."), h("label", { for: "import-file", class: "drop-zone" }, icon("upload"),
      h("span", {}, "Choose a file"), input),
  h("p", {}, h("button", { type: "button", class: "link-button small", onclick: () =>
    download("products-template.csv", `${csvLine(KNOWN)}\r\n`) }, "An empty file with all columns")));
  input.focus();
}

function mapColumns(body, [head, ...rows], onDone) {
  const choices = head.map((name) => {
    const guess = name.trim().toLowerCase().replaceAll(" ", "_");
    return h("select", { class: "inline-input", "aria-label": `Column ${name}` },
      h("option", { value: "" }, "Leave out"),
      KNOWN.map((known) => h("option", { value: known, selected: known === guess }, known)));
  });
  const notice = h("div", {});
  const start = h("button", { type: "button", class: "button primary", onclick: () => {
    const names = choices.map((choice) => choice.value);
    const missing = NEEDED.filter((name) => !names.includes(name));
    const twice = names.filter((name, at) => name && names.indexOf(name) !== at);
    if (missing.length > 0 || twice.length > 0) {
      notice.replaceChildren(h("p", { class: "notice bad", role: "alert" }, missing.length > 0
        ? `No column is chosen for ${missing.join(", ")}.` : `${twice[0]} is chosen twice.`));
      return;
    }
    run(body, names, rows, onDone);
  } }, `Import ${count(rows.length)} rows`);
  body.replaceChildren(h("p", {},
    `${count(rows.length)} rows. Each column of the file on the left of its meaning; the first rows below.`), notice,
    h("div", { class: "import-preview" }, h("table", { class: "plain-table" },
      h("thead", {}, h("tr", {}, head.map((name, at) => h("th", { scope: "col" },
        h("span", { class: "soft small" }, name), choices[at])))),
      h("tbody", {}, rows.slice(0, SHOWN_ROWS).map((row) => h("tr", {},
        head.map((_, at) => h("td", {}, row[at] ?? ""))))))),
    h("div", { class: "modal-actions" }, start));
}

/** Sends the rows in pieces, in order, and adds up what the server says. */
async function run(body, names, rows, onDone) {
  const kept = names.map((name, at) => [name, at]).filter(([name]) => name);
  const head = kept.map(([name]) => name).join(",");
  const progress = h("progress", { max: rows.length, value: 0 });
  body.replaceChildren(progress, h("p", { role: "status" }, "Importing …"));
  const sum = { created: 0, updated: 0, unchanged: 0, failed: 0, rows: [], failedCSV: [] };
  try {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      const part = rows.slice(from, from + ROWS_AT_ONCE).map((row) => kept
        .map(([, at]) => quote(row[at] ?? "")).join(","));
      const answer = await adminApi.importProducts(`${[head, ...part].join("\r\n")}\r\n`);
      for (const name of ["created", "updated", "unchanged", "failed"]) sum[name] += answer[name];
      sum.rows.push(...answer.rows.filter(({ outcome }) => outcome === "failed")
        .map((row) => ({ ...row, row: row.row + from })));
      const failed = (answer.failed_csv ?? "").split(/\r\n(?=.)/);
      sum.failedCSV.push(...(sum.failedCSV.length > 0 ? failed.slice(1) : failed));
      progress.value = from + part.length;
    }
    showResult(body, sum);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    body.replaceChildren(problemNotice(problem));
  }
  onDone();
}

const quote = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function showResult(body, { created, updated, unchanged, failed, rows, failedCSV }) {
  body.replaceChildren(
    h("p", { class: failed > 0 ? "notice warn" : "notice", role: "status" },
      `${count(created)} added, ${count(updated)} changed, ${count(unchanged)} as they were, ${count(
        failed)} refused.`),
    failed > 0 ? h("ul", { class: "refusals" }, rows.slice(0, 50)
      .map((row) => h("li", {}, h("strong", {}, `Row ${row.row}`), ` ${row.sku ?? ""}: ${row.detail}`))) : "",
    failed > 0 ? h("button", { type: "button", class: "button small", onclick: () =>
      download("products-refused.csv", failedCSV.join("\r\n")) }, icon("download"),
        "The refused rows, to mend and import again") : "");
}
