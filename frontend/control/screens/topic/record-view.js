import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { timeElement } from "../../../core/time.js";
import { copyButton } from "../../../parts/copy-button.js";
import { facts } from "../../../parts/facts.js";
import { jsonTree } from "../../../parts/json-tree.js";

const PREVIEW_LENGTH = 160;
const CLOCK = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit",
  second: "2-digit", fractionalSecondDigits: 3 });

export function recordColumns() {
  return [
    { key: "offset", label: "Offset", isNumeric: true, isFixed: true, card: "title",
      cell: (record) => h("button", { type: "button", class: "offset-button figures", "data-open": "" },
        count(record.offset)) },
    { key: "timestamp", label: "Time", card: "corner", cell: (record) =>
      h("time", { datetime: record.timestamp, class: "figures" }, CLOCK.format(new Date(record.timestamp))) },
    { key: "key", label: "Key", priority: 2, cell: (record) =>
      h("span", { class: "mono small", title: record.key ?? "" }, short(record.key)) },
    { key: "type", label: "Type", isHidden: true, cell: typeOf },
    { key: "value", isWide: true, label: "Value", isFixed: true, cell: (record) =>
      h("span", { class: "mono small record-value" }, JSON.stringify(record.value)?.slice(0, PREVIEW_LENGTH) ?? "") },
  ];
}

const short = (key) => (key && key.length > 13 ? `…${key.slice(-12)}` : key ?? "");

function typeOf(record) {
  return record.headers?.find(({ name }) => name === "ce_type")?.value ?? record.value?.event_type ?? "";
}

/** A record in full, for the panel beside the list. */
export function recordPanel(record) {
  const { order_id: orderId, product_id: productId } = record.value ?? {};
  return [`${record.topic}/${record.partition} @ ${count(record.offset)}`,
    h("div", { class: "row" },
      orderId ? h("a", { class: "button small", href: `/admin/orders/${orderId}` }, "Order") : null,
      productId ? h("a", { class: "button small", href: `/admin/stock/${encodeURIComponent(productId)}` }, "Product")
        : null),
    facts([["Time", timeElement(record.timestamp)], ["Type", typeOf(record)],
      ["Key", record.key ? [h("span", { class: "mono small" }, record.key), copyButton(record.key, "key")] : "none"]]),
    jsonTree(record.value, { label: "value", depth: 3 }),
    h("details", {}, h("summary", { class: "small" }, `${record.headers?.length ?? 0} headers`),
      facts((record.headers ?? []).map(({ name, value }) => [name, h("span", { class: "mono small" }, value ?? "")]))),
  ];
}
