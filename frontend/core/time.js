import { clock } from "./clock.js";
import { h } from "./dom.js";

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const DAY_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const THIS_YEAR = new Intl.DateTimeFormat(undefined, {
  month: "short", day: "numeric", hour: "numeric", minute: "2-digit",
});
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

const BRIEF_AGO = new Intl.RelativeTimeFormat(undefined, { style: "narrow", numeric: "auto" });
const AGO_STEPS = [["second", 1000, 60], ["minute", 60_000, 60], ["hour", 3_600_000, 24], ["day", 86_400_000, 7]];
const AGO_RENEWED_MS = 5000;
let renewing = 0;

/** A `<time>` element that says how long ago it was and keeps saying so; the exact moment on hover. */
export function agoElement(iso) {
  renewing ||= setInterval(() => {
    if (document.visibilityState !== "visible") return;
    for (const element of document.querySelectorAll("time[data-ago]")) {
      const text = ago(element.dateTime);
      if (element.textContent !== text) element.textContent = text;
    }
  }, AGO_RENEWED_MS);
  // Long lists have thousands of these: the exact moment is written out when somebody asks for it.
  const explain = ({ target }) => {
    target.title ||= EXACT.format(new Date(iso));
  };
  return h("time", { datetime: iso, dataset: { ago: "" }, onpointerenter: explain }, ago(iso));
}

function ago(iso) {
  const passed = Math.max(0, clock.now - new Date(iso));
  for (const [unit, milliseconds, most] of AGO_STEPS) {
    if (passed < milliseconds * most) return BRIEF_AGO.format(-Math.floor(passed / milliseconds), unit);
  }
  return (new Date(iso).getFullYear() === new Date().getFullYear() ? THIS_YEAR : DAY).format(new Date(iso));
}

/** A `<time>` element: readable text (`day-and-time`, `brief` or `clock`), the exact moment on hover. */
export function timeElement(iso, style = "day-and-time") {
  const date = new Date(iso);
  const brief = date.getFullYear() === new Date().getFullYear() ? THIS_YEAR : DAY;
  const text = { brief, clock: CLOCK }[style]?.format(date) ?? DAY_AND_TIME.format(date);
  return h("time", { datetime: iso, title: EXACT.format(date) }, text);
}

/** A calendar date (`YYYY-MM-DD`) in words; not a moment, so no time zone may shift it. */
export function dateInWords(isoDate) {
  return WEEKDAY.format(new Date(`${isoDate.slice(0, 10)}T00:00:00Z`));
}

const AGO = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "long" });

/** How long ago a moment was, by the server's clock: "12 seconds ago". */
export function agoInWords(iso, now) {
  const seconds = Math.max(0, Math.round((now - new Date(iso)) / 1000));
  if (seconds < 60) return AGO.format(-seconds, "second");
  if (seconds < 3600) return AGO.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return AGO.format(-Math.floor(seconds / 3600), "hour");
  return AGO.format(-Math.floor(seconds / 86_400), "day");
}

/** The time between two moments, as short as it can be said: `+0.4 s`, `+2 min`. */
export function elapsed(fromISO, toISO) {
  const milliseconds = Math.max(0, new Date(toISO) - new Date(fromISO));
  if (milliseconds < 1000) return `+${milliseconds} ms`;
  if (milliseconds < 60_000) return `+${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds < 3_600_000) return `+${Math.round(milliseconds / 60_000)} min`;
  if (milliseconds < 172_800_000) return `+${Math.round(milliseconds / 3_600_000)} h`;
  return `+${Math.round(milliseconds / 86_400_000)} days`;
}

/** A moment in full, for titles. */
export function exactTime(iso) {
  return EXACT.format(new Date(iso));
}
