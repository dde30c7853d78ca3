import { checkout } from "../../core/checkout.js";
import { addressLabels, countries, likelyCountry } from "../../core/countries.js";
import { h } from "../../core/dom.js";
import { PAYMENT_METHODS } from "../../core/order-words.js";
import { FormField, needed, showServerErrors, validate } from "../../parts/form-field.js";

/** Address and payment method. Every keystroke goes into the draft, so a reload or a detour loses nothing. */
export class CheckoutForm {
  #fields;
  #fieldset;

  constructor({ onSubmit }) {
    const address = (name, label, autocomplete, message, more = {}) => FormField.create({
      name, label, type: "text", autocomplete: `shipping ${autocomplete}`, maxlength: 200,
      check: needed(message), ...more,
    });
    const country = FormField.create({
      name: "country", label: "Country", options: countries(), autocomplete: "shipping country",
      check: needed("Choose a country."),
    });
    const street = address("street", "Street and number", "address-line1", "Enter the street and house number.");
    const city = address("city", "City", "address-level2", "Enter the city.");
    const state = address("state", "State", "address-level1", "Enter the state or region.");
    const zip = address("zip", "ZIP code", "postal-code", "Enter the postal code.",
      { maxlength: 20, autocapitalize: "characters" });
    const payment = FormField.create({
      name: "payment_method", label: "Payment method", options: PAYMENT_METHODS, check: needed("Choose how to pay."),
    });
    this.#fields = [street, city, state, zip, country, payment];

    const draft = { country: likelyCountry(), payment_method: PAYMENT_METHODS[0].value, ...checkout.draft.get() };
    for (const field of this.#fields) field.value = draft[field.name];
    const relabel = () => {
      const labels = addressLabels(country.value);
      state.label = labels.state;
      zip.label = labels.zip;
    };
    country.control.addEventListener("change", relabel);
    relabel();

    this.#fieldset = h("fieldset", { class: "checkout-fields" }, this.#fields);
    this.element = h("form", {
      id: "checkout-form", method: "post", action: "/cart", novalidate: true,
      oninput: () => this.#keepDraft(),
      onsubmit: (event) => {
        event.preventDefault();
        onSubmit();
      },
    }, this.#fieldset);
  }

  get address() {
    const values = this.#values();
    return { street: values.street, city: values.city, state: values.state, zip: values.zip, country: values.country };
  }

  get paymentMethod() {
    return this.#values().payment_method;
  }

  validate() {
    return validate(this.#fields);
  }

  /** Answers the server's errors that belong to no field here. */
  showErrors(problem) {
    return showServerErrors(this.#fields, problem);
  }

  setBusy(busy) {
    this.#fieldset.disabled = busy;
  }

  #values() {
    return Object.fromEntries(this.#fields.map((field) => [field.name, field.value]));
  }

  #keepDraft() {
    checkout.draft.set(this.#values());
  }
}
