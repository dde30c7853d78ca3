import { announce, h, setText } from "../../core/dom.js";
import { statusWords } from "../../core/order-words.js";
import { dateInWords } from "../../core/time.js";
import { icon } from "../../parts/icon.js";
import { TimeAgo } from "../../parts/time-ago.js";
import { OrderProgress } from "./order-progress.js";

/** Where an order is: the big status, a sentence, the steps. `update` moves it on, and says so to those who listen. */
export class OrderHero {
  #status = null;
  #picture = h("span", { class: "order-picture" });
  #headline = h("p", { class: "order-headline" });
  #sentence = h("p", { class: "soft" });
  #ago = new TimeAgo();
  #since = h("p", { class: "small soft order-since" }, "Last change ", this.#ago);
  #progress = new OrderProgress();

  element = h("section", { class: "panel order-hero", "aria-label": "Status" },
    h("div", { class: "order-status" }, this.#picture,
      h("div", {}, this.#headline, this.#sentence, this.#since)),
    this.#progress.element);

  /** `order` has `status`, `updated_at`, and perhaps `shipping` and `failure`; `message` is what the server said. */
  update(order, events, message = "") {
    const words = statusWords(order.status);
    this.element.dataset.status = order.status;
    if (this.#picture.dataset.icon !== words.icon) {
      this.#picture.dataset.icon = words.icon;
      this.#picture.replaceChildren(icon(words.icon));
    }
    this.#picture.dataset.tone = words.tone;
    setText(this.#headline, words.label);
    setText(this.#sentence, sentence(order, words));
    this.#ago.moment = order.updated_at;
    this.#progress.update(order, events);
    if (this.#status && this.#status !== order.status) announce(`${words.label}. ${message || words.sentence}`);
    this.#status = order.status;
  }
}

function sentence({ status, failure, shipping }, words) {
  if (status === "failed" && failure?.message) return `${words.sentence} ${failure.message}`;
  if (status === "shipped" && shipping?.estimated_delivery) {
    return `${words.sentence} Expected ${dateInWords(shipping.estimated_delivery)}.`;
  }
  return words.sentence;
}
