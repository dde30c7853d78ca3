import { checkout } from "../../core/checkout.js";
import { addressLabels, countries, likelyCountry } from "../../core/countries.js";
import { h } from "../../core/dom.js";
import { PAYMENT_METHODS } from "../../core/order-words.js";
import { lastSegment } from "../../core/problem.js";
import { findErrors, FormField, needed } from "../../parts/form-field.js";
import { TestCards } from "./test-cards.js";

/** Address and payment method. Every keystroke goes into the draft, so a reload or a detour loses nothing. */
export class CheckoutForm {
  #fields;
  #fieldset;
  #cards;

  /** `isGuest` asks for an e-mail address, `isDemo` offers test cards. */
  constructor({ isGuest, isDemo, onSubmit }) {
    this.#fields = [...(isGuest ? [emailField()] : []), ...addressFields(), paymentField()];
    this.#cards = isDemo ? new TestCards() : null;
    const draft = { country: likelyCountry(), payment_method: PAYMENT_METHODS[0].value, ...checkout.draft.get() };
    for (const field of this.#fields) field.value = draft[field.name];
    if (this.#cards) this.#cards.value = draft.test_card;

    this.#fieldset = h("fieldset", { class: "checkout-fields" }, this.#fields, this.#cards?.element ?? []);
    this.element = h("form", {
      id: "checkout-form", method: "post", action: "/cart", novalidate: true,
      oninput: () => this.#keepDraft(),
      onchange: () => this.#relabel(),
      onsubmit: (event) => {
        event.preventDefault();
        onSubmit();
      },
    }, this.#fieldset);
    this.#relabel();
  }

  /** What the order needs of it: `{email, address, paymentMethod, cardNumber}`. */
  get values() {
    const { customer_email: email, street, city, state, zip, country, payment_method: paymentMethod } = this.#values();
    return {
      email, address: { street, city, state, zip, country }, paymentMethod,
      cardNumber: this.#cards && isCard(paymentMethod) ? this.#cards.number : null,
    };
  }

  /** Shows what is missing; answers `[{text, control}]`. */
  findErrors() {
    return findErrors(this.#fields);
  }

  /** Puts the server's errors to their fields; answers `[{text, control}]`, without a control for those of no field. */
  showErrors(errors) {
    for (const field of this.#fields) field.error = "";
    return errors.map(({ pointer, detail }) => {
      const field = this.#fields.find(({ name }) => name === lastSegment(pointer));
      if (field) field.error = detail;
      return { text: field ? `${field.labelText}: ${detail}` : detail, control: field?.control ?? null };
    });
  }

  set isBusy(isBusy) {
    this.#fieldset.disabled = isBusy;
  }

  #values() {
    return Object.fromEntries(this.#fields.map((field) => [field.name, field.value]));
  }

  #relabel() {
    const { country, payment_method: method } = this.#values();
    const labels = addressLabels(country);
    for (const field of this.#fields) {
      if (labels[field.name]) field.label = labels[field.name];
    }
    if (this.#cards) this.#cards.element.hidden = !isCard(method);
  }

  #keepDraft() {
    checkout.draft.set({ ...checkout.draft.get(), ...this.#values(), test_card: this.#cards?.value });
  }
}

function addressFields() {
  const address = (name, label, autocomplete, message, more = {}) => FormField.create({
    name, label, type: "text", autocomplete: `shipping ${autocomplete}`, maxlength: 200, check: needed(message),
    ...more,
  });
  return [
    address("street", "Street and number", "address-line1", "Enter the street and house number."),
    address("city", "City", "address-level2", "Enter the city."),
    address("state", "State", "address-level1", "Enter the state or region."),
    address("zip", "ZIP code", "postal-code", "Enter the postal code.",
      { maxlength: 20, autocapitalize: "characters" }),
    FormField.create({
      name: "country", label: "Country", options: countries(), autocomplete: "shipping country",
      check: needed("Choose a country."),
    }),
  ];
}

function paymentField() {
  return FormField.create({
    name: "payment_method", label: "Payment method", options: PAYMENT_METHODS, check: needed("Choose how to pay."),
  });
}

function emailField() {
  return FormField.create({
    name: "customer_email", label: "Email", type: "email", autocomplete: "email", maxlength: 255, optional: true,
    autocapitalize: "none", spellcheck: "false", hint: "For the confirmation and news about the parcel.",
    check: (value) => (!value.trim() || /^[^\s@]+@[^\s@]+$/.test(value.trim()) ? ""
      : "An email address looks like name@example.com."),
  });
}

function isCard(method) {
  return method.endsWith("_CARD");
}
