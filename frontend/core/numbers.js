const WHOLE = new Intl.NumberFormat();
const SHORT = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const SMALL = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** A count, with separators. */
export const count = (value) => WHOLE.format(value);

/** A count where space is short: 12.3K. */
export const brief = (value) => (Math.abs(value) < 10_000 ? SMALL.format(value) : SHORT.format(value));

/** A rate or a duration, with as many digits as are worth reading. */
export const rate = (value) => (value >= 100 ? WHOLE.format(Math.round(value)) : SMALL.format(value));

/** A size in bytes. */
export function bytes(value) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let at = 0;
  let size = value;
  for (; size >= 1000 && at < units.length - 1; at += 1) size /= 1000;
  return `${SMALL.format(size)} ${units[at]}`;
}

/** A duration: `4.2 s`, `3 min`, `2 h 5 min`. */
export function duration(milliseconds) {
  if (milliseconds < 1000) return `${SMALL.format(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${SMALL.format(milliseconds / 1000)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}
