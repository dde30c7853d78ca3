import { h, syncList } from "../../core/dom.js";
import { eventWords } from "../../core/order-words.js";
import { elapsed, timeElement } from "../../core/time.js";
import { icon } from "../../parts/icon.js";

/** Everything that happened to the order, newest first, with the time each thing took. */
export class OrderTimeline {
  #list = h("ol", { class: "timeline" });
  #waiting = h("p", { class: "soft small" }, "Events appear here as they happen.");
  element = h("section", { class: "panel order-timeline", "aria-labelledby": "timeline-heading" },
    h("h2", { id: "timeline-heading" }, "Timeline"), this.#waiting, this.#list);

  update(events) {
    const shown = events.filter((event) => eventWords(event.event_type));
    this.#waiting.hidden = shown.length > 0;
    const entries = shown.map((event, index) => ({ event, before: shown[index - 1] ?? null })).reverse();
    syncList(this.#list, entries, {
      key: ({ event }) => event.event_id,
      create: (entry) => entryElement(entry),
      update: () => {},
    });
  }
}

function entryElement({ event, before }) {
  const words = eventWords(event.event_type);
  const detail = detailOf(event);
  // Steps that were taken together have no time of their own.
  const took = before && before.timestamp !== event.timestamp ? elapsed(before.timestamp, event.timestamp) : "";
  return h("li", {},
    h("span", { class: "timeline-mark", dataset: words.icon === "alert" ? { tone: "bad" } : {} }, icon(words.icon)),
    h("div", {},
      h("p", { class: "timeline-title" }, words.title),
      detail ? h("p", { class: "small soft timeline-detail" }, detail) : null,
      h("p", { class: "small soft figures" }, timeElement(event.timestamp, "clock"),
        took ? h("span", { class: "timeline-elapsed" }, took) : null)));
}

/** The one fact of an event that a customer may want to know. */
function detailOf({ event_type: type, data = {} }) {
  if (type === "order.shipped") {
    const shipping = data.shipping ?? data;
    return [shipping.carrier, shipping.tracking_number].filter(Boolean).join(" ");
  }
  if (type === "order.failed") return data.failure?.message ?? data.message ?? data.reason ?? "";
  if (type === "order.cancelled") return data.reason ? `Reason: ${data.reason}` : "";
  if (type === "payment.failed") return data.message ?? data.failure?.message ?? "";
  return "";
}
