import { accountApi } from "../../core/api.js";
import { h, setText } from "../../core/dom.js";
import { randomKey } from "../../core/http.js";
import { icon } from "../../parts/icon.js";
import { problemNotice } from "../../parts/problem-panel.js";
import { toast } from "../../parts/toast-stack.js";
import { deliveryList } from "./delivery-list.js";

const HEALTH = {
  healthy: { label: "Healthy", tone: "good", icon: "check" },
  degraded: { label: "Some fail", tone: "warn", icon: "alert" },
  failing: { label: "Failing", tone: "bad", icon: "alert" },
};
const PAUSED = { label: "Paused", tone: "muted", icon: "ban" };

/** One webhook: address, health, what can be done, and its newest deliveries when they are asked for. */
export class WebhookCard {
  /** Answers a list item with an `update(webhook)` method of its own. */
  static create(webhook, options) {
    const card = new WebhookCard(webhook, options);
    card.element.update = (fresh) => card.update(fresh);
    return card.element;
  }

  #webhook;
  #options;
  #badge = h("span", { class: "badge" });
  #facts = h("p", { class: "small soft figures" });
  #notice = h("div", { class: "form-notice" });
  #pause = h("button", { type: "button", class: "button small",
    onclick: () => this.#tell(this.#isPaused ? "resume" : "pause", this.#pause) });
  #deliveries = h("div", { class: "webhook-deliveries" });

  constructor(webhook, options) {
    this.#webhook = webhook;
    this.#options = options;
    const button = (label, run) => {
      const element = h("button", { type: "button", class: "button small", onclick: () => run(element) }, label);
      return element;
    };
    const details = h("details", {
      ontoggle: () => {
        if (details.open) deliveryList(this.#deliveries, webhook.webhook_id, options.signal);
      },
    }, h("summary", {}, "Deliveries"), this.#deliveries);
    this.element = h("li", { class: "panel webhook-card" },
      h("div", { class: "webhook-head" }, h("h2", { class: "mono" }, webhook.url), this.#badge),
      this.#facts, this.#notice,
      h("div", { class: "webhook-actions" },
        button("Send a test", (element) => this.#tell("test", element)),
        this.#pause,
        button("New secret", (element) => this.#tell("rotate-secret", element)),
        button("Remove", (element) => this.#remove(element))),
      details);
  }

  get #isPaused() {
    return this.#webhook.status === "paused";
  }

  update(webhook) {
    this.#webhook = webhook;
    const look = this.#isPaused ? PAUSED : HEALTH[webhook.health] ?? HEALTH.healthy;
    this.#badge.dataset.tone = look.tone;
    if (this.#badge.textContent !== look.label) this.#badge.replaceChildren(icon(look.icon), h("span", {}, look.label));
    setText(this.#pause, this.#isPaused ? "Resume" : "Pause");
    setText(this.#facts, [
      webhook.event_types.includes("*") ? "all events" : webhook.event_types.join(", "),
      webhook.success_percent === null ? "nothing sent yet" : `${webhook.success_percent} % arrive`,
      webhook.unfinished > 0 ? `${webhook.unfinished} waiting` : "",
    ].filter(Boolean).join(" · "));
  }

  async #tell(action, button) {
    await this.#run(button, async () => {
      const answer = await accountApi.tellWebhook(this.#webhook.webhook_id, action, randomKey());
      if (action === "rotate-secret") this.#options.onSecret({ ...this.#webhook, ...answer });
      if (action === "test") toast("A test event is on its way.");
    });
  }

  async #remove(button) {
    // The second press within a few seconds means it.
    if (!button.dataset.asked) {
      button.dataset.asked = "true";
      setText(button, "Really remove?");
      setTimeout(() => {
        delete button.dataset.asked;
        setText(button, "Remove");
      }, 5000);
      return;
    }
    await this.#run(button, () => accountApi.removeWebhook(this.#webhook.webhook_id));
  }

  async #run(button, work) {
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    this.#notice.replaceChildren();
    try {
      await work();
      this.#options.onChange();
    } catch (problem) {
      this.#notice.replaceChildren(problemNotice(problem));
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}
