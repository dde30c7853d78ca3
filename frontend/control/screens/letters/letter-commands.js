import { adminApi } from "../../../core/admin-api.js";
import { patiently } from "../../../core/bulk.js";
import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { Problem } from "../../../core/problem.js";
import { FormField, needed } from "../../../parts/form-field.js";
import { ask, openModal } from "../../../parts/modal.js";
import { problemNotice } from "../../../parts/problem-panel.js";
import { skeletonRows } from "../../../parts/view-state.js";

const TYPED_ABOVE = 100;
const AT_ONCE = 500;
const WORDS = { redriven: "handed over again", failed: "failed again", guarded: "passed over: redriven too often",
  settled: "settled by somebody else",
  not_found: "not there any more", unavailable: "not readable", would_succeed: "would succeed",
    would_fail: "would fail again",
  would_ask: "only the payment gateway can say", discarded: "given up" };

/** `choice` is `{ids}` or `{filter, number}`. A filter is worked off in pieces until nothing of it is left. */
async function inPieces(send, choice, body) {
  const counts = {};
  const errors = new Map();
  const isFilter = Boolean(choice.filter);
  for (;;) {
    const report = await patiently(() => send({ ...(isFilter ? { filter: choice.filter, max: AT_ONCE }
      : { ids: choice.ids }), ...body }));
    for (const [result, number] of Object.entries(report.counts)) counts[result] = (counts[result] ?? 0) + number;
    for (const { error } of report.results) if (error) errors.set(error, (errors.get(error) ?? 0) + 1);
    const moved = report.results.some(({ result }) => ["redriven", "discarded"].includes(result));
    if (!isFilter || body.dry_run || !report.has_more || !moved) return { counts, errors, hasMore: report.has_more };
  }
}

function summary({ counts, errors, hasMore }) {
  return h("div", { class: "stack" },
    h("ul", { class: "letter-summary" }, Object.entries(counts).map(([result, number]) => h("li", {},
      h("strong", { class: "figures" }, count(number)), WORDS[result] ?? result))),
    hasMore ? h("p", { class: "soft small" }, `These are the oldest ${count(AT_ONCE)}; the others were not tried.`)
      : null,
    errors.size > 0 ? h("ul", { class: "refusals" }, [...errors].slice(0, 10)
      .map(([error, number]) => h("li", {}, `${count(number)} × ${error}`))) : null);
}

const numberOf = (choice) => choice.ids?.length ?? choice.number;

/** Rehearses, shows what would happen, and hands the records over again when that is wanted. */
export function redriveLetters(choice, onDone, { force = false } = {}) {
  const preview = h("div", { "aria-live": "polite" }, skeletonRows(2, "Rehearsing"));
  inPieces(adminApi.redrive, choice, { dry_run: true, ...(force ? { force } : {}) }).then(
    (report) => preview.replaceChildren(h("p", { class: "small soft" }, "Rehearsed just now, nothing was kept:"),
      summary(report)),
    (problem) => preview.replaceChildren(problemNotice(problem)));
  const number = numberOf(choice);
  return ask({ title: `Redrive ${count(number)} record${number === 1 ? "" : "s"}`, action: "Redrive", extra: preview,
    text: "The oldest first. What fails again becomes a dead letter again.", typed: number > TYPED_ABOVE ? "redrive"
      : "",
    run: async () => {
      const report = await inPieces(adminApi.redrive, choice, force ? { force } : {});
      openModal({ title: "Redriven", body: summary(report) });
      onDone();
    } });
}

/** Gives records up; orders that wait for them fail, unless that is not wanted. */
export function discardLetters(choice, onDone) {
  const number = numberOf(choice);
  const reason = FormField.create({ name: "reason", label: "Reason", type: "text", maxlength: 500,
    check: needed("Say why; it stays with the letters.") });
  const fails = h("input", { type: "checkbox", checked: true });
  return ask({ title: `Discard ${count(number)} record${number === 1 ? "" : "s"}`, action: "Discard", danger: true,
    fields: [reason],
    text: "Nothing handles them any more. This cannot be undone.", typed: number > TYPED_ABOVE ? `discard ${number}`
      : "",
    extra: h("label", { class: "modal-check" }, fails, "Fail the orders that wait for them: stock and money go back"),
    run: async (values) => {
      const report = await inPieces(adminApi.discard, choice, { reason: values.reason, fail_order: fails.checked });
      openModal({ title: "Discarded", body: summary(report) });
      onDone();
    } });
}

/** The value of a record as text to mend; it has to stay an event of its type and key. */
export function editLetter(letter, onDone) {
  const value = letter.edited_value ?? letter.value;
  const text = h("textarea", { class: "mono letter-editor", "aria-label": "Value", spellcheck: "false",
    value: JSON.stringify(value, null, 2), rows: 16 });
  return ask({ title: `Edit record ${letter.id}`, action: "Keep for the next redrive", extra: text,
    text: "The record in the log stays as it is; a redrive takes this value.",
    run: async () => {
      let edited;
      try {
        edited = JSON.parse(text.value);
      } catch (error) {
        throw new Problem({ title: "This is no JSON", detail: error.message });
      }
      await adminApi.editLetter(letter.id, edited);
      onDone();
    } });
}
