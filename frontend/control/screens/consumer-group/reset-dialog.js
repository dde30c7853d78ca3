import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { Problem } from "../../../core/problem.js";
import { FormField } from "../../../parts/form-field.js";
import { ask } from "../../../parts/modal.js";
import { problemNotice } from "../../../parts/problem-panel.js";
import { toast } from "../../../parts/toast-stack.js";

const TARGETS = [{ value: "latest", label: "To the end: skip what is waiting" },
  { value: "earliest", label: "To the beginning: read everything again" },
  { value: "time", label: "To a time" }, { value: "offset", label: "To an offset" }];

/** Sets a group's offsets; each partition is shown before and after first, as the server works it out. */
export function resetDialog(group, isWorker, onDone) {
  const topics = [...new Set(group.partitions.map(({ topic }) => topic))];
  const to = FormField.create({ name: "to", label: "Where to", options: TARGETS });
  const topic = FormField.create({ name: "topic", label: "Topic",
    options: [{ value: "", label: "All topics" }, ...topics.map((value) => ({ value, label: value }))] });
  const time = FormField.create({ name: "time", label: "Time", type: "datetime-local", optional: true });
  const offset = FormField.create({ name: "offset", label: "Offset", type: "number", min: 0, optional: true });
  const preview = h("div", { class: "reset-preview", "aria-live": "polite" });
  let latest = 0;

  const body = () => ({ to: to.value, ...(topic.value ? { topic: topic.value } : {}),
    ...(to.value === "time" && time.value ? { time: new Date(time.value).toISOString() } : {}),
    ...(to.value === "offset" && offset.value !== "" ? { offset: Number(offset.value) } : {}) });
  const show = async () => {
    time.hidden = to.value !== "time";
    offset.hidden = to.value !== "offset";
    const number = ++latest;
    if ((to.value === "time" && !time.value) || (to.value === "offset" && offset.value === "")) return preview
      .replaceChildren();
    try {
      const report = await adminApi.resetGroup(group.group, { ...body(), dry_run: true });
      if (number === latest) preview.replaceChildren(steps(report.partitions));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (number === latest) preview.replaceChildren(problemNotice(problem));
    }
    return undefined;
  };
  for (const field of [to, topic, time, offset]) field.control.addEventListener("change", show);
  show();
  return ask({
    title: `Reset ${group.group}`, action: "Set offsets", danger: true, fields: [to, topic, time, offset],
      typed: isWorker ? "reset" : "",
    text: isWorker ? "A worker has to be paused first. What it reads again has no second effect."
      : "The program goes on from there.",
    extra: preview,
    run: async () => {
      await adminApi.resetGroup(group.group, body());
      toast(`${group.group}: offsets are set`);
      await onDone();
    },
  });
}

function steps(partitions) {
  const again = partitions.reduce((sum, { read_again: number }) => sum + number, 0);
  const skipped = partitions.reduce((sum, { skipped: number }) => sum + number, 0);
  return h("div", { class: "stack" },
    h("p", { class: skipped > 0 ? "notice warn" : "notice" },
      `${count(again)} records are read again, ${count(skipped)} are skipped.`),
    h("table", { class: "plain-table" }, h("thead", {}, h("tr", {}, ["Partition", "Before", "After", "Again", "Skipped"]
      .map((name, at) =>
      h("th", { scope: "col", class: at > 0 ? "numeric" : null }, name)))),
    h("tbody", {}, partitions.map((step) => h("tr", {}, h("td", {}, step.topic ? `${step.topic}/${step.partition}`
      : "All"),
      [step.old, step.new, step.read_again, step.skipped].map((number) => h("td", { class: "numeric figures" },
        count(number))))))));
}
