import { h } from "../../core/dom.js";
import { openModal } from "../../parts/modal.js";
import { PLACES } from "../places.js";

const GROUPS = [
  ["Everywhere", [[["Ctrl", "K"], "Search, jump, do"], [["/"], "The same"], [["f"], "Filter the list"],
    [["?"], "This sheet"],
    [["Esc"], "Close what is open"]]],
  ["Lists", [[["j"], "Next row"], [["k"], "Previous row"], [["x"], "Choose the row"], [["Enter"], "Open it"],
    [["Shift", "click"], "Choose several"]]],
  ["An order", [[["s"], "Ship"], [["c"], "Cancel"], [["n"], "Write a note"], [["["], "Newer order"],
    [["]"], "Older order"]]],
];

/** All keys on one sheet. */
export function openHelp() {
  const places = PLACES.map(({ key, label }) => [["g", key], label]);
  const groups = [...GROUPS, ["Go to", places]].map(([title, keys]) => h("section", {}, h("h3", {}, title),
    h("dl", { class: "keys" }, keys.map(([presses, does]) => h("div", {},
      h("dt", {}, presses.map((key) => h("kbd", {}, key))), h("dd", {}, does))))));
  openModal({ title: "Keyboard shortcuts", wide: true, body: h("div", { class: "key-groups" }, groups) });
}
