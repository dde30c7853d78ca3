import { accountApi } from "../../core/api.js";
import { h, syncList, useStyles } from "../../core/dom.js";
import { Screen } from "../../core/screen.js";
import { icon } from "../../parts/icon.js";
import { problemNotice, problemPanel, retryButton } from "../../parts/problem-panel.js";
import { addWebhookForm } from "./add-webhook-form.js";
import { secretNotice } from "./secret-notice.js";
import { WebhookCard } from "./webhook-card.js";

await useStyles(import.meta.url, ["../../parts/settings-section.css", "./webhooks-screen.css"]);

const REFRESH_EVERY_S = 10;

/** The customer's webhooks: add one, see how its deliveries fare, pause, test and remove it. */
class WebhooksScreen extends Screen {
  #webhooks = null;
  #notice = h("div", { class: "webhooks-notice" });
  #secret = h("div");
  #body = h("div", {}, h("div", { class: "panel" }, h("div", { class: "skeleton tall" })));
  #list = h("ul", { class: "webhook-list" });
  #add = h("section", { class: "panel", "aria-labelledby": "add-heading" });

  start() {
    this.heading = "Webhooks";
    this.#add.append(h("h2", { id: "add-heading" }, "Add a webhook"),
      addWebhookForm((webhook) => this.#added(webhook)));
    this.show(
      h("p", { class: "order-back" }, h("a", { href: "/account" }, icon("back"), "Your account")),
      h("div", { class: "screen-head" }, h("div", {}, h("h1", { tabindex: -1 }, "Webhooks"),
        h("p", { class: "soft" }, "Your server hears of what happens to your orders, signed and in order."))),
      this.#notice, this.#secret, this.#body, this.#add);
    this.ready = this.#load();
    this.every(REFRESH_EVERY_S, () => {
      if (this.#webhooks?.length) this.#load();
    });
  }

  async #load() {
    const retry = () => this.#load();
    try {
      const { data } = await accountApi.webhooks(this.signal);
      this.#webhooks = data;
      this.#notice.replaceChildren();
      this.#paint();
    } catch (problem) {
      if (this.signal.aborted) return;
      if (problem.status === 404) this.#showMissing();
      else if (this.#webhooks) this.#notice.replaceChildren(problemNotice(problem, retryButton(problem, retry)));
      else this.#body.replaceChildren(problemPanel(problem, { onRetry: retry }));
    }
  }

  #showMissing() {
    this.#add.hidden = true;
    this.#body.replaceChildren(h("div", { class: "empty" }, icon("hook"),
      h("p", {}, "Webhooks are not available on this server."),
      h("a", { class: "button", href: "/account" }, "Your account")));
  }

  #paint() {
    if (this.#webhooks.length === 0) {
      this.#body.replaceChildren(h("div", { class: "empty" }, icon("hook"), h("h2", {}, "No webhooks yet"),
        h("p", {}, "Add the address of a server of yours below.")));
      return;
    }
    syncList(this.#list, this.#webhooks, {
      key: (webhook) => webhook.webhook_id,
      create: (webhook) => WebhookCard.create(webhook, {
        signal: this.signal,
        onChange: () => this.#load(),
        onSecret: (answer) => this.#showSecret(answer),
      }),
      update: (card, webhook) => card.update(webhook),
    });
    if (!this.#list.isConnected) this.#body.replaceChildren(this.#list);
  }

  #added(webhook) {
    this.#showSecret(webhook);
    this.#load();
  }

  #showSecret({ secret, url }) {
    if (!secret) return;
    const notice = secretNotice(secret, url, () => this.#secret.replaceChildren());
    this.#secret.replaceChildren(notice);
    notice.focus();
  }
}

customElements.define("webhooks-screen", WebhooksScreen);
