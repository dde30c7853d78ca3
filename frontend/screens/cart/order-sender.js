import { checkout } from "../../core/checkout.js";
import { h, setText } from "../../core/dom.js";
import { Retry } from "../../core/retry.js";
import { icon } from "../../parts/icon.js";

/** Waiting helps: the network is gone, or the server restarts. */
function isPassing(problem) {
  return problem.isConnection || [502, 503, 504].includes(problem.status);
}

/**
 * Sends an order until it has an answer. While the server cannot be reached it tries again by itself, always with the
 * same key, so that the order is placed once; `place` resolves to null when the customer stops that.
 */
export class OrderSender {
  /** Where it says what it is waiting for. */
  element = h("div", { class: "cart-problem" });

  /** Answers `{order, arrivedEarlier}` or null; throws the problem of an order that was refused. */
  async place(body) {
    this.element.replaceChildren();
    const first = await this.#attempt(body);
    return first.problem ? this.#persist(body, first.problem) : first.outcome;
  }

  async #attempt(body) {
    try {
      return { outcome: await checkout.place(body) };
    } catch (problem) {
      if (!isPassing(problem)) throw problem;
      return { problem };
    }
  }

  #persist(body, firstProblem) {
    return new Promise((resolve, reject) => {
      const words = h("p");
      const retry = new Retry({
        run: async () => {
          setText(words, "Trying again …");
          try {
            const { outcome, problem } = await this.#attempt(body);
            if (problem) retry.schedule(problem.retryAfter);
            else finish(outcome);
          } catch (problem) {
            this.element.replaceChildren();
            reject(problem);
          }
        },
        tick: (seconds) => setText(words, `Next try in ${seconds} s, or as soon as the network is back.`),
      });
      const finish = (outcome) => {
        retry.stop();
        this.element.replaceChildren();
        resolve(outcome);
      };
      this.element.replaceChildren(h("div", { class: "notice warn" }, icon("offline"),
        h("div", { class: "sender-wait" },
          h("div", { role: "alert" }, h("p", {}, h("strong", {}, "Waiting for the server")),
            h("p", {}, "Your order is kept here and sent by itself. It cannot be placed twice.")),
          words,
          h("p", { class: "sender-actions" },
            h("button", { type: "button", class: "link-button", onclick: () => retry.now() }, "Try now"),
            h("button", { type: "button", class: "link-button", onclick: () => finish(null) }, "Stop and edit")))));
      retry.schedule(firstProblem.retryAfter);
    });
  }
}
