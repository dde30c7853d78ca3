import { h } from "../../../core/dom.js";
import { duration } from "../../../core/numbers.js";
import { svg } from "../../../core/svg.js";
import { timeElement } from "../../../core/time.js";
import { icon } from "../../../parts/icon.js";

/** Which worker takes an order from which event to which. */
const STAGES = [
  { lane: "Validator", worker: "order-validator-group", from: "order.created", to: ["order.validated"] },
  { lane: "Payment", worker: "payment-processor-group", from: "order.validated", to: ["order.payment_processed"] },
  { lane: "Inventory", worker: "inventory-group", from: "order.payment_processed", to: ["order.fulfilled"] },
  { lane: "Fulfilment", worker: "fulfillment-group", from: "order.fulfilled", to: ["order.shipped"] },
  { lane: "Carrier", worker: null, from: "order.shipped", to: ["order.delivered"] },
];
const ENDS = ["order.cancelled", "order.failed"];
const WIDTH = 1000;

/**
 * The order's way, one lane per worker: a bar from the event it took up to the one it made. Time runs compressed, so
 * that milliseconds can be seen beside days; the figure on the right is the true duration. `flow` is what the server
 * says of attempts and timers, where it does.
 */
export function flowLanes(events, flow = null, now = Date.now()) {
  const moments = [...new Set(events.map(({ timestamp }) => Date.parse(timestamp)))].sort((a, b) => a - b);
  const lanes = STAGES.map((stage) => ({ ...stage, ...span(stage, events) })).filter(({ start }) => start !== null);
  const isOpen = lanes.some(({ end }) => end === null);
  if (isOpen) moments.push(Math.max(now, moments.at(-1) ?? now));
  const scale = compressed(moments);
  return h("div", { class: "flow" },
    h("ol", { class: "flow-lanes" }, lanes.map((lane) => row(lane, events, scale, moments.at(-1), flow))),
    timers(events, isOpen, flow));
}

function span({ from, to }, events) {
  const first = events.find(({ event_type: type }) => type === from);
  if (!first) return { start: null };
  const start = Date.parse(first.timestamp);
  const done = events.find(({ event_type: type }) => to.includes(type));
  const stopped = events.find(({ event_type: type, timestamp }) => ENDS.includes(type)
    && Date.parse(timestamp) >= start);
  const last = done ?? stopped;
  return { start, end: last ? Date.parse(last.timestamp) : null, isStopped: !done && Boolean(stopped),
    by: last?.event_type };
}

/** Gives each step between events a width that grows with its logarithm. */
function compressed(moments) {
  const places = new Map();
  let at = 0;
  moments.forEach((moment, index) => {
    at += index === 0 ? 0 : 1 + Math.log2(1 + moment - moments[index - 1]);
    places.set(moment, at);
  });
  return (moment) => (at === 0 ? 0 : (places.get(moment) / at) * WIDTH);
}

function row({ lane, worker, start, end, isStopped, by }, events, scale, last, flow) {
  const [x, until] = [scale(start), scale(end ?? last)];
  const tone = end === null ? "wait" : isStopped ? "bad" : "good";
  const marks = events.filter(({ timestamp }) => Date.parse(timestamp) >= start
    && Date.parse(timestamp) <= (end ?? last));
  const attempts = listed(flow?.stages).find((stage) => [stage.worker, stage.group,
    stage.stage].includes(worker))?.attempts;
  const words = end === null ? `waiting for ${duration(last - start)}` : duration(end - start);
  return h("li", {},
    worker ? h("a", { href: `/admin/groups/${worker}` }, lane) : h("span", {}, lane),
    svg("svg", { viewBox: `0 0 ${WIDTH} 20`, preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("line", { x1: 0, x2: WIDTH, y1: 10, y2: 10, class: "flow-line" }),
      svg("rect", { x, y: 4, width: Math.max(6, until - x), height: 12, rx: 3, class: `flow-bar ${tone}` }),
      marks.map(({ timestamp }) => svg("line", { x1: scale(Date.parse(timestamp)), x2: scale(Date.parse(timestamp)),
        y1: 2, y2: 18,
        class: "flow-mark" }))),
    h("span", { class: "figures small" }, words, isStopped ? ` · ${by.split(".")[1]}` : "",
      attempts > 1 ? ` · ${attempts} attempts` : ""));
}

function timers(events, isOpen, flow) {
  const known = listed(flow?.timers).map(({ kind, name, due_at: due }) => [kind ?? name ?? "timer", due]);
  const due = isOpen && known.length === 0 ? events.findLast(({ data }) => data?.due_at)?.data.due_at : null;
  if (due) known.push(["Time limit", due]);
  if (known.length === 0) return null;
  return h("ul", { class: "flow-timers small" }, known.map(([name, at]) =>
    h("li", {}, icon("clock"), `${name}: `, timeElement(at, "clock"))));
}

const listed = (value) => (Array.isArray(value) ? value : []);
