import { h } from "../../core/dom.js";

const CARDS = [
  { name: "accepted", number: "4242424242424242", label: "Accepted" },
  { name: "declined", number: "4000000000000002", label: "Declined" },
  { name: "no_funds", number: "4000000000009995", label: "Not enough funds" },
];

/** Which test card pays, in a demonstration. No real card is ever asked for. */
export class TestCards {
  #radios = CARDS.map(({ name }) => h("input", { type: "radio", name: "test_card", value: name }));

  element = h("fieldset", { class: "test-cards" },
    h("legend", {}, "Test card"),
    h("p", { class: "field-hint" }, "This is a demonstration: no money moves."),
    h("div", { class: "test-card-choices" }, CARDS.map(({ label, number }, index) => h("label", {},
      this.#radios[index],
      h("span", { class: "test-card-words" },
        h("span", {}, label),
        h("span", { class: "soft small figures" }, `•••• ${number.slice(-4)}`))))));

  get value() {
    return this.#radios.find((radio) => radio.checked)?.value ?? CARDS[0].name;
  }

  set value(name) {
    const index = CARDS.findIndex((card) => card.name === name);
    this.#radios[Math.max(0, index)].checked = true;
  }

  get number() {
    return CARDS.find(({ name }) => name === this.value).number;
  }
}
