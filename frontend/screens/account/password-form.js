import { accountApi } from "../../core/api.js";
import { saveForm } from "../../parts/save-form.js";
import { passwordField } from "../sign-in/account-form.js";

/** The password of now and the new one. */
export function passwordForm() {
  const current = passwordField({ isNew: false, name: "current_password", label: "Current password" });
  const next = passwordField({ isNew: true, name: "new_password", label: "New password" });
  return saveForm({
    fields: [current, next],
    label: "Change password",
    done: "Changed",
    send: async (values, key) => {
      await accountApi.changePassword(values, key);
      for (const field of [current, next]) field.value = "";
    },
  });
}
