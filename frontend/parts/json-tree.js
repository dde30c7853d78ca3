import { h } from "../core/dom.js";
import { copyButton } from "./copy-button.js";

const MASK = "***";
const LINKS = { order_id: (id) => `/admin/orders/${id}`, product_id: (id) => `/admin/stock/${encodeURIComponent(id)}` };

/** A JSON value to open and close, with a button that copies all of it. Masked texts show as hidden. */
export function jsonTree(value, { label = "JSON", depth = 2 } = {}) {
  return h("div", { class: "json-tree" },
    copyButton(JSON.stringify(value, null, 2), label),
    h("div", { class: "json-root" }, node(null, value, depth)));
}

function node(name, value, depth) {
  const key = name === null ? null : h("span", { class: "json-key" }, `${name}: `);
  if (value === null || typeof value !== "object") return h("div", { class: "json-line" }, key, leaf(name, value));
  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) return h("div", { class: "json-line" }, key, `${open}${close}`);
  const children = h("div", { class: "json-children" });
  const fill = () => {
    if (children.childNodes.length > 0) return;
    children.append(...entries.map(([child, each]) => node(child, each, depth - 1)));
  };
  const details = h("details", { open: depth > 0, ontoggle: () => details.open && fill() },
    h("summary", {}, key, h("span", { class: "soft" }, `${open} ${entries.length} ${close}`)), children);
  if (depth > 0) fill();
  return details;
}

function leaf(name, value) {
  if (value === MASK) return h("span", { class: "json-masked", title: "Personal data, hidden" }, "hidden");
  const text = typeof value === "string" ? `"${value}"` : String(value);
  const kind = value === null ? "null" : typeof value;
  const link = typeof value === "string" ? LINKS[name]?.(value) : null;
  return link ? h("a", { href: link, class: "json-string" }, text) : h("span", { class: `json-${kind}` }, text);
}
