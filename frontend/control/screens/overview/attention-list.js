import { adminApi } from "../../../core/admin-api.js";
import { adminLive } from "../../../core/admin-live.js";
import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { icon } from "../../../parts/icon.js";
import { attention } from "../../attention.js";

const LAG_WORTH_A_LOOK = 1000;
const STUCK_AFTER_MS = 300_000;
const LOOK_EVERY_S = 30;

/** What somebody should look at, worst first; a plain word when there is nothing. */
export class AttentionList {
  #list = h("ul", { class: "attention" });
  element = h("section", { class: "panel", "aria-labelledby": "attention-heading" },
    h("div", { class: "panel-head" }, h("h2", { id: "attention-heading" }, "Needs attention")), this.#list);
  #low = null;
  #stuck = 0;
  #failed = 0;
  #shown = "";

  follow(screen) {
    screen.listen(attention, "change", () => this.#paint());
    screen.listen(attention, "metrics", () => this.#paint());
    adminLive.subscribe("stock", { snapshot: true }, screen.signal, (message) => {
      if (message.type === "subscribed" && message.snapshot) this.#low = new Map(message.snapshot.low.map(entry));
      if (message.type === "stock.update") this.#changeStock(message);
      this.#paint();
    });
    this.#look(screen);
    screen.every(LOOK_EVERY_S, () => this.#look(screen));
    this.#paint();
  }

  #changeStock(level) {
    this.#low ??= new Map();
    if (level.is_low) this.#low.set(level.product_id, level.available);
    else this.#low.delete(level.product_id);
  }

  /** Orders that do not get on, and those that failed today. */
  async #look(screen) {
    const day = new Date(new Date().setHours(0, 0, 0, 0)).toISOString();
    const before = new Date(Date.now() - STUCK_AFTER_MS).toISOString();
    const open = "pending,validated,processing,paid,fulfilled";
    const [stuck, failed] = await Promise.allSettled([
      adminApi.orders({ status: open, created_before: before, page_size: 1 }, screen.signal),
      adminApi.orders({ status: "failed", created_after: day, page_size: 1 }, screen.signal)]);
    if (screen.signal.aborted) return;
    this.#stuck = stuck.value ? stuck.value.total ?? stuck.value.data.length : 0;
    this.#failed = failed.value ? failed.value.total ?? failed.value.data.length : 0;
    this.#paint();
  }

  get #items() {
    const { deadLetters, pausedWorkers, pausedWebhooks, metrics } = attention;
    const behind = (metrics?.groups ?? []).filter(({ lag }) => lag > LAG_WORTH_A_LOOK);
    const low = [...(this.#low ?? [])];
    const day = new Date(new Date().setHours(0, 0, 0, 0)).toISOString();
    return [
      deadLetters > 0 && ["bad", "letter", `${count(deadLetters)} dead letter${s(deadLetters)}`,
        "Records that no attempt could handle", "/admin/dead-letters"],
      this.#stuck > 0 && ["bad", "clock", `${count(this.#stuck)} order${s(this.#stuck)} stuck`,
        "Open for more than five minutes",
        "/admin/orders?status=pending,validated,processing,paid,fulfilled&sort=created_at"],
      ...pausedWorkers.map((worker) => ["warn", "pause", `${worker} is paused`, "It begins nothing new",
        `/admin/groups/${worker}`]),
      pausedWebhooks > 0 && ["warn", "link", `${count(pausedWebhooks)} webhook${s(pausedWebhooks)} paused`,
        "Deliveries wait", "/admin/webhooks"],
      ...behind.map(({ group, lag }) => ["warn", "history", `${group} is behind`, `${count(lag)} records`,
        `/admin/groups/${group}`]),
      this.#failed > 0 && ["warn", "alert", `${count(this.#failed)} order${s(this.#failed)} failed today`, "",
        `/admin/orders?status=failed&created_after=${encodeURIComponent(day)}`],
      low.length > 0 && low.length < 4 && low.map(([id, available]) =>
        ["warn", "box", `${id} runs low`, `${count(available)} available`, `/admin/stock/${encodeURIComponent(id)}`]),
      low.length >= 4 && ["warn", "box", `${count(low.length)} products run low`,
        low.slice(0, 3).map(([id]) => id).join(", "),
        "/admin/stock?low_stock=true"],
    ].filter(Boolean).flatMap((item) => (Array.isArray(item[0]) ? item : [item]));
  }

  #paint() {
    const items = this.#items;
    const text = JSON.stringify(items);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#list.replaceChildren(...items.map(([tone, picture, title, detail, href]) => h("li", {},
      h("a", { href }, h("span", { class: "attention-icon", dataset: { tone } }, icon(picture)),
        h("span", {}, h("strong", {}, title), detail ? h("span", { class: "soft small" }, detail) : null),
          icon("forward")))));
    if (items.length === 0) {
      this.#list.append(h("li", { class: "calm" }, h("span", { class: "attention-icon", dataset: { tone: "good" } },
        icon("check")),
        h("span", {}, h("strong", {}, "Everything is fine"),
          h("span", { class: "soft small" }, "No dead letters, nothing stuck, stock is there"))));
    }
  }
}

const s = (number) => (number === 1 ? "" : "s");
const entry = ({ product_id: id, available }) => [id, available];
