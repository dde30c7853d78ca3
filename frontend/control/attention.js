import { adminLive } from "../core/admin-live.js";
import { Store } from "../core/store.js";

const MOST = 100;
const HISTORY = 120;
const LEVELS = { dead_letter: "bad", "alert.raised": "bad", "webhook.paused": "warn", "inventory.low_stock": "warn" };

/**
 * What needs somebody's attention, kept for the whole page: counts, and the alerts of this session, newest first.
 * Dispatches `change`, and `alert` (detail) for a new one.
 */
class Attention extends EventTarget {
  deadLetters = 0;
  pausedWorkers = [];
  pausedWebhooks = 0;
  /** `[{id, type, level, title, detail, href, timestamp}]` */
  alerts = [];
  metrics = null;
  /** The last figures, oldest first: `[{at, data}]`. */
  history = [];
  #seen = new Store("", { storage: "localStorage", key: "tradepost.alerts-seen",
    isValid: (value) => typeof value === "string" });
  #controller = null;

  start() {
    if (this.#controller) return;
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    adminLive.subscribe("alerts", { snapshot: true }, signal, (message) => this.#hear(message));
    adminLive.subscribe("metrics", {}, signal, (message) => this.#measure(message));
  }

  stop() {
    this.#controller?.abort();
    this.#controller = null;
    this.alerts = [];
    this.metrics = null;
    this.history = [];
    Object.assign(this, { deadLetters: 0, pausedWorkers: [], pausedWebhooks: 0 });
    this.#tell();
  }

  get unread() {
    return this.alerts.filter(({ timestamp }) => timestamp > this.#seen.get()).length;
  }

  /** Everything up to now has been seen, in all tabs. */
  markSeen() {
    if (this.alerts.length > 0) this.#seen.set(this.alerts[0].timestamp);
    this.#tell();
  }

  #hear(message) {
    if (message.type === "subscribed" && message.snapshot) {
      const { dead_letters_open: letters, paused_workers: workers, paused_webhooks: webhooks } = message.snapshot;
      this.deadLetters = letters ?? 0;
      this.pausedWorkers = workers ?? [];
      this.pausedWebhooks = webhooks ?? 0;
    } else if (message.type === "alert") {
      const alert = describeAlert(message);
      this.alerts = [alert, ...this.alerts].slice(0, MOST);
      if (message.event.type === "dead_letter") this.deadLetters += 1;
      if (message.event.type === "webhook.paused") this.pausedWebhooks += 1;
      this.dispatchEvent(new CustomEvent("alert", { detail: alert }));
    } else {
      return;
    }
    this.#tell();
  }

  #measure(message) {
    if (message.type !== "metrics") return;
    this.metrics = message.data;
    this.history = [...this.history, { at: Date.now(), data: message.data }].slice(-HISTORY);
    const { dead_letters_open: letters, groups } = message.data;
    const before = `${this.deadLetters} ${this.pausedWorkers}`;
    if (letters !== undefined) this.deadLetters = letters;
    if (groups?.some((group) => group.paused_at !== undefined)) this.pausedWorkers = groups
      .filter((group) => group.paused_at).map(({ group }) => group);
    if (before !== `${this.deadLetters} ${this.pausedWorkers}`) this.#tell();
    this.dispatchEvent(new CustomEvent("metrics", { detail: message }));
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** An alert as the pages show it, from a message of the channel. */
export function describeAlert({ event, timestamp, position }) {
  const data = event.data ?? {};
  const base = { id: position ?? event.id, type: event.type, level: LEVELS[event.type] ?? "good",
    timestamp: timestamp ?? event.timestamp, data };
  switch (event.type) {
    case "dead_letter":
      return { ...base, title: "A record was put aside", detail: data.error ?? data.topic ?? "",
        href: "/admin/dead-letters" };
    case "inventory.low_stock":
      return { ...base, title: `${data.product_id} runs low`, detail: `${data.available} available`,
        href: `/admin/stock/${encodeURIComponent(data.product_id)}` };
    case "webhook.paused":
      return { ...base, title: "A webhook was paused", detail: data.url ?? data.reason ?? "",
        href: data.webhook_id ? `/admin/webhooks/${data.webhook_id}` : "/admin/webhooks" };
    default:
      return { ...base, title: data.title ?? data.name ?? event.type, detail: data.detail ?? data.message ?? "",
        href: "/admin/alerts" };
  }
}

export const attention = new Attention();
