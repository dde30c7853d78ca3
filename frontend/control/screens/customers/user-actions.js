import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { timeElement } from "../../../core/time.js";
import { copyButton } from "../../../parts/copy-button.js";
import { facts } from "../../../parts/facts.js";
import { FormField, needed } from "../../../parts/form-field.js";
import { icon } from "../../../parts/icon.js";
import { ask } from "../../../parts/modal.js";
import { toast } from "../../../parts/toast-stack.js";

const ROLES = [{ value: "user", label: "user: orders for itself" }, { value: "admin", label: "admin: runs the shop" },
  { value: "system", label: "system: a program of the shop" }];

/** Whether somebody can sign in. */
export const userState = (user) => h("span", { class: "badge", dataset: { tone: user.is_active ? "good" : "bad" } },
  icon(user.is_active ? "tick" : "ban"), user.is_active ? "Active" : "Switched off");

export function userFacts(user) {
  return facts([
    ["Name", user.full_name], ["E-mail", user.email], ["Phone", user.phone], ["Role", user.role], ["Tier", user.tier],
    ["State", userState(user)], ["Since", timeElement(user.created_at)],
    ["Id", h("span", { class: "mono small" }, user.user_id), copyButton(user.user_id, "user id")],
  ]);
}

/** What can be done to an account; `onChange(user)` gets it as it is then. */
export function userActions(user, onChange) {
  const save = async (change, word) => {
    onChange(await adminApi.changeUser(user.user_id, change));
    toast(`${user.email}: ${word}`);
  };
  return [
    h("button", { type: "button", class: "button small", onclick: () => changeRole(user, save) }, icon("edit"),
      "Role and tier"),
    user.is_active
      ? h("button", { type: "button", class: "button small",
        onclick: () => ask({ title: `Switch off ${user.email}`, action: "Switch off", danger: true,
        text: "All sessions end at once. Orders stay as they are.",
          run: () => save({ is_active: false }, "switched off") }) }, icon("ban"), "Switch off")
      : h("button", { type: "button", class: "button small",
        onclick: () => ask({ title: `Switch on ${user.email}`, action: "Switch on",
        run: () => save({ is_active: true }, "switched on") }) }, icon("check"), "Switch on"),
  ];
}

function changeRole(user, save) {
  const role = FormField.create({ name: "role", label: "Role", options: ROLES,
    hint: "Counts at once, also for open sessions." });
  role.value = user.role;
  const tier = FormField.create({ name: "tier", label: "Tier", type: "text", maxlength: 50,
    check: needed("Give a tier.") });
  tier.value = user.tier;
  ask({ title: `Role and tier of ${user.email}`, action: "Save", fields: [role, tier],
    run: (values) => save(values, "changed") });
}
