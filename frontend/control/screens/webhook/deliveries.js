import { adminApi } from "../../../core/admin-api.js";
import { h } from "../../../core/dom.js";
import { count } from "../../../core/numbers.js";
import { agoElement } from "../../../core/time.js";
import { DataTable } from "../../../parts/data-table.js";
import { FilterBar } from "../../../parts/filter-bar.js";
import { emptyPanel, ViewState } from "../../../parts/view-state.js";
import { deliveryBadge } from "../webhooks/webhook-words.js";
import { openDelivery } from "./delivery-dialog.js";

const STATES = [["pending", "Waiting"], ["succeeded", "Arrived"], ["failed", "Failed"], ["skipped", "Skipped"]];
const RENEWED_EVERY_S = 5;

/** The deliveries of a webhook, newest first. */
export class Deliveries {
  #screen;
  #hookId;
  #cursor = "";
  #view = new ViewState();
  #bar = FilterBar.create({ label: "Filter deliveries", filters: [{ name: "status", label: "Status", kind: "choice",
    options: STATES.map(([value, label]) => ({ value, label })) }] });
  #table = DataTable.create({ name: "deliveries", label: "Deliveries", keyOf: (delivery) => delivery.delivery_id,
    columns: [
    { key: "type", label: "Event", isFixed: true, card: "title",
      cell: (delivery) => h("button", { type: "button", class: "link-button",
      onclick: () => this.#open(delivery) }, delivery.event_type) },
    { key: "status", label: "Status", isFixed: true, card: "corner", cell: deliveryBadge },
    { key: "answer", label: "Answer", isNumeric: true, cell: (delivery) => delivery.last_response_status ?? "" },
    { key: "attempts", label: "Attempts", isNumeric: true, cell: (delivery) => count(delivery.attempts) },
    { key: "next", label: "Next attempt", cell: (delivery) => (delivery.next_attempt_at
      ? h("time", { datetime: delivery.next_attempt_at },
      new Date(delivery.next_attempt_at).toLocaleTimeString()) : "") },
    { key: "created", label: "Made", cell: (delivery) => agoElement(delivery.created_at) },
  ] });
  element = h("section", { class: "stack" }, h("div", {}, this.#bar, this.#view.element));

  constructor(screen, hookId) {
    this.#screen = screen;
    this.#hookId = hookId;
    this.#bar.value = Object.fromEntries(screen.query);
    screen.listen(this.#bar, "change", () => {
      screen.router.setQuery(new URLSearchParams(this.#bar.value));
      this.load();
    });
    screen.listen(this.#table, "open", ({ detail }) => this.#open(detail));
    screen.listen(this.#table, "more", async () => this.#table.addRows((await this.#page(this.#cursor)).data));
    screen.every(RENEWED_EVERY_S, () => this.#refresh());
  }

  load() {
    return this.#view.run(async () => {
      const page = await this.#page("");
      this.#table.rows = page.data;
      if (page.data.length > 0) return this.#table;
      return this.#bar.isEmpty ? emptyPanel("mail", "No deliveries yet", "The next event that fits is delivered.")
        : emptyPanel("search", "Nothing matches", "No delivery has this status.",
          h("button", { type: "button", class: "button", onclick: () => this.#bar.clear() }, "Clear filter"));
    }, this.#screen.signal);
  }

  refreshSoon() {
    setTimeout(() => this.#refresh(), 700);
  }

  async #refresh() {
    const page = await this.#page("", true).catch(() => null);
    if (!page) return;
    if (!this.#table.isConnected && page.data.length > 0) this.load();
    for (const delivery of page.data) {
      const known = this.#table.get(delivery.delivery_id);
      if (known && JSON.stringify(known) !== JSON.stringify(delivery)) this.#table.update(delivery);
    }
    this.#table.offer(page.data);
  }

  async #page(cursor, isLook = false) {
    const page = await adminApi.deliveries(this.#hookId, { ...this.#bar.value, page_size: 50, cursor },
      this.#screen.signal);
    if (!isLook) {
      this.#cursor = page.next_cursor;
      this.#table.hasMore = page.has_more;
    }
    return page;
  }

  #open(delivery) {
    openDelivery(delivery, this.#screen.signal, () => this.refreshSoon());
  }
}
