import { h } from "../../../core/dom.js";
import { eventWords } from "../../../core/order-words.js";
import { elapsed, timeElement } from "../../../core/time.js";
import { icon } from "../../../parts/icon.js";
import { jsonTree } from "../../../parts/json-tree.js";

/** The events of an order as they are in the log, each with its place and its value. */
export function orderEvents(events) {
  return h("ol", { class: "raw-events" }, events.map((event, at) => {
    const value = h("div", {});
    const details = h("details", { ontoggle: () => {
      if (details.open && !value.firstChild) value.append(jsonTree(event.data, { label: "event" }));
    } }, h("summary", {},
      icon(eventWords(event.event_type)?.icon ?? "clipboard"),
      h("strong", {}, event.event_type),
      h("span", { class: "soft small mono raw-place" }, `${event.topic}/${event.partition}@${event.offset}`),
      h("span", { class: "soft small figures" }, timeElement(event.timestamp, "clock"),
        at > 0 ? ` ${elapsed(events[at - 1].timestamp, event.timestamp)}` : "")), value);
    return h("li", {}, details);
  }));
}
