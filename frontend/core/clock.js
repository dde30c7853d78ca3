let offset = 0;

/** The server's clock: a browser's own may be minutes off, and "12 seconds ago" must not be in the future. */
export const clock = {
  /** Milliseconds since 1970 where the server is. */
  get now() {
    return Date.now() + offset;
  },

  /** Takes the difference from the `Date` of an answer; less than two seconds is the way there and back. */
  learn(date) {
    const difference = date ? Date.parse(date) + 500 - Date.now() : Number.NaN;
    if (Number.isFinite(difference)) offset = Math.abs(difference) < 2_000 ? 0 : difference;
  },
};
