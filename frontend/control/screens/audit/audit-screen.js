import { adminApi } from "../../../core/admin-api.js";
import { h, useStyles } from "../../../core/dom.js";
import { agoElement, timeElement } from "../../../core/time.js";
import { copyButton } from "../../../parts/copy-button.js";
import { facts } from "../../../parts/facts.js";
import { ListScreen } from "../../list-screen.js";

await useStyles(import.meta.url, ["./audit.css"]);

const PLACES = { order: "orders", product: "stock", user: "customers", webhook: "webhooks", group: "groups" };

/** Who did what to the shop, with what it changed. */
class AuditScreen extends ListScreen {
  get about() {
    return {
      title: "Audit", name: "audit", keyOf: (entry) => entry.audit_id,
      filters: [{ name: "actor", label: "Who", kind: "text" }, { name: "action", label: "Action", kind: "text" },
        { name: "target", label: "To what", kind: "text" }, { name: "since", label: "Since", kind: "date" }],
      columns: [
        { key: "action", label: "Action", isFixed: true, card: "title",
          cell: (entry) => h("strong", {}, entry.action) },
        { key: "target", label: "To what", cell: (entry) => target(entry.target) },
        { key: "changes", isWide: true, label: "Changed", priority: 2,
          cell: (entry) => h("span", { class: "small" }, changes(entry).map(([name]) => name).join(", ")) },
        { key: "actor", label: "Who", cell: (entry) => short(entry.actor) },
        { key: "role", label: "Role", priority: 3, isHidden: true, cell: (entry) => entry.role },
        { key: "address", label: "Address", priority: 3, cell: (entry) => h("span", { class: "mono small" },
          entry.address_hash ?? "") },
        { key: "time", label: "When", card: "corner", cell: (entry) => agoElement(entry.timestamp) },
      ],
      empty: ["clipboard", "No entries yet", "Changes by administrators and programs of the shop are noted here."],
    };
  }

  fetch(query, signal) {
    return adminApi.audit(query, signal);
  }

  preview(entry) {
    const rows = changes(entry);
    return [entry.action,
      rows.length > 0 ? h("table", { class: "plain-table diff" },
        h("thead", {}, h("tr", {}, ["Field", "Before", "After"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, rows.map(([name, before, after]) => h("tr", {}, h("th", { scope: "row" }, name),
          h("td", {}, h("del", {}, before)), h("td", {}, h("ins", {}, after))))))
        : h("p", { class: "soft" }, "It changed no fields."),
      facts([["When", timeElement(entry.timestamp)], ["To what", target(entry.target)],
        ["Who", h("a", { href: `/admin/audit?actor=${encodeURIComponent(entry.actor)}` }, entry.actor)],
          ["Role", entry.role],
        ["Address", entry.address_hash ? h("span", { class: "mono" }, entry.address_hash) : null],
        ["Request", entry.request_id ? [h("span", { class: "mono small" }, entry.request_id),
          copyButton(entry.request_id, "request id")] : null]])];
  }
}

const say = (value) => (value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value));

function changes({ before, after }) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.map((name) => [name, say(before?.[name]), say(after?.[name])]);
}

const short = (name) => (name.length > 22 ? `${name.split(":")[0]}:…${name.slice(-8)}` : name);

function target(text) {
  const [kind, id] = [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1)];
  return PLACES[kind] ? h("a", { href: `/admin/${PLACES[kind]}/${encodeURIComponent(id)}`, title: id },
    `${kind} …${id.slice(-8)}`) : short(text);
}

customElements.define("audit-screen", AuditScreen);
