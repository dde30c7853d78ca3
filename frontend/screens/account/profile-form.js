import { accountApi } from "../../core/api.js";
import { h } from "../../core/dom.js";
import { session } from "../../core/session.js";
import { FormField } from "../../parts/form-field.js";
import { saveForm } from "../../parts/save-form.js";

/** Name and phone number; the e-mail address is what the account is known by and stays. */
export function profileForm(user) {
  const name = FormField.create({
    name: "full_name", label: "Name", type: "text", autocomplete: "name", maxlength: 255, optional: true,
  });
  const phone = FormField.create({
    name: "phone", label: "Phone", type: "tel", autocomplete: "tel", maxlength: 32, optional: true,
    hint: "With country code, for messages about a parcel.",
  });
  name.value = user.full_name;
  phone.value = user.phone;
  return [
    h("p", {}, h("span", { class: "soft" }, "Signed in as "), h("strong", {}, user.email)),
    saveForm({
      fields: [name, phone],
      label: "Save",
      send: async (values, key) => {
        const change = { full_name: values.full_name.trim() || null, phone: values.phone.trim() || null };
        session.updateUser(await accountApi.update(change, key));
      },
    }),
  ];
}
