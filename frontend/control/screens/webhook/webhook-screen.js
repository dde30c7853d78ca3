import { adminApi } from "../../../core/admin-api.js";
import { h, setText, useStyles } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { Screen } from "../../../core/screen.js";
import { agoElement, timeElement } from "../../../core/time.js";
import { facts } from "../../../parts/facts.js";
import { FormField } from "../../../parts/form-field.js";
import { icon } from "../../../parts/icon.js";
import { ask } from "../../../parts/modal.js";
import { toast } from "../../../parts/toast-stack.js";
import { ViewState } from "../../../parts/view-state.js";
import { showSecret } from "../api-keys/secret-dialog.js";
import { webhookDialog } from "../webhooks/webhook-dialog.js";
import { healthBadge, stateBadge } from "../webhooks/webhook-words.js";
import { Deliveries } from "./deliveries.js";

await useStyles(import.meta.url, ["./webhook.css"]);

const RESUMPTIONS = [{ value: "catch_up", label: "Send all that was missed, in order" },
  { value: "skip", label: "Leave out what was missed" }];

/** One webhook: health, deliveries with every attempt, and what can be done to it. */
class WebhookScreen extends Screen {
  #hook = null;
  #view = new ViewState();
  #title = h("h1", { tabindex: -1 }, "Webhook");
  #badges = h("span", { class: "row" });
  #tools = h("div", { class: "head-tools" });
  #facts = h("section", { class: "panel" });
  #deliveries = null;

  start() {
    this.heading = "Webhook";
    this.#deliveries = new Deliveries(this, this.params.id);
    this.show(h("div", { class: "screen-head" }, h("div", { class: "row" },
      h("a", { href: "/admin/webhooks", class: "button quiet icon-only", "aria-label": "All webhooks" }, icon("back")),
        this.#title, this.#badges), this.#tools),
    this.#view.element);
    this.ready = this.#view.run(async () => {
      this.#take(await adminApi.webhook(this.params.id, this.signal));
      this.#deliveries.load();
      return h("div", { class: "columns" }, this.#deliveries.element, this.#facts);
    }, this.signal);
  }

  #take(hook) {
    this.#hook = hook;
    const place = new URL(hook.url);
    this.heading = place.host;
    setText(this.#title, place.host);
    this.#badges.replaceChildren(healthBadge(hook), stateBadge(hook));
    const button = (label, picture, run, look = "") => h("button",
      { type: "button", class: `button small ${look}`, onclick: run }, icon(picture), label);
    this.#tools.replaceChildren(
      hook.status === "paused" ? button("Resume …", "play", () => this.#resume(), "primary")
        : button("Send test", "mail", () => this.#test()),
      hook.status === "paused" ? "" : button("Pause", "pause", () => this.#steer("pause", {}, "paused")),
      button("Replay …", "history", () => this.#replay()), button("New secret …", "key", () => this.#rotate()),
      button("Change", "edit", () => webhookDialog(hook, (fresh) => this.#take(fresh))),
        button("Remove", "trash", () => this.#remove(), "quiet"));
    this.#facts.replaceChildren(h("h2", {}, "Webhook"), facts([
      ["Address", h("span", { class: "mono small" }, hook.url)], ["Events", hook.event_types.join(", ")],
        ["Format", hook.format],
      ["Paused by", hook.pause_reason?.replaceAll("_", " ")], ["Waiting", count(hook.unfinished)],
      ["Failures in a row", count(hook.consecutive_failures)],
        ["Last success", hook.last_success_at ? agoElement(hook.last_success_at) : "never"],
      ["Secret", h("span", { class: "mono" }, hook.secret_hint)],
      ["Old secret signs until", hook.previous_secret_until ? timeElement(hook.previous_secret_until) : null],
      ["Owner", hook.owner_id ? h("a", { href: `/admin/customers/${hook.owner_id}` }, "A customer") : "The shop"],
      ["Since", timeElement(hook.created_at)],
    ]));
  }

  async #steer(verb, body, word) {
    try {
      this.#take({ ...this.#hook, ...await adminApi.steerWebhook(this.#hook.webhook_id, verb, body) });
      toast(`The webhook is ${word}`);
    } catch (problem) {
      toast(problem.detail || problem.title);
    }
  }

  async #test() {
    try {
      await adminApi.steerWebhook(this.#hook.webhook_id, "test");
      toast("A test is on its way");
      this.#deliveries.refreshSoon();
    } catch (problem) {
      toast(problem.detail || problem.title);
    }
  }

  #resume() {
    const mode = FormField.create({ name: "mode", label: "How", options: RESUMPTIONS });
    ask({ title: "Resume", action: "Resume", fields: [mode], run: async (values) =>
      this.#take(await adminApi.steerWebhook(this.#hook.webhook_id, "resume", values)) });
  }

  #replay() {
    const time = FormField.create({ name: "time", label: "From", type: "datetime-local",
      hint: "Empty: from the beginning.", optional: true });
    ask({ title: "Replay", action: "Send again", fields: [time],
      text: "Everything from then on is sent once more, in order, under the same ids.",
      run: async ({ time: text }) => {
        this.#take(await adminApi.steerWebhook(this.#hook.webhook_id, "replay",
          { from: text ? new Date(text).toISOString() : "earliest" }));
        this.#deliveries.refreshSoon();
      } });
  }

  #rotate() {
    ask({ title: "New secret", action: "Make a new secret",
      text: "For 24 hours both secrets sign, so that the receiver can change over.",
      run: async () => {
        const hook = await adminApi.steerWebhook(this.#hook.webhook_id, "rotate-secret", {});
        this.#take({ ...hook, secret: null });
        queueMicrotask(() => showSecret("The new secret", hook.secret, "Give it to the receiver."));
      } });
  }

  #remove() {
    ask({ title: "Remove webhook", action: "Remove", danger: true,
      text: "Its deliveries go with it. This cannot be undone.",
      run: async () => {
        await adminApi.removeWebhook(this.#hook.webhook_id);
        this.router.go("/admin/webhooks");
      } });
  }
}

customElements.define("webhook-screen", WebhookScreen);
