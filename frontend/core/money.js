/** Amounts are integer cents everywhere in the page; these are the only two borders. */

/** The largest amount an order may have, 99,999,999.99. */
export const MAX_CENTS = 9_999_999_999;

/** From the API: a JSON number (or decimal string) with two decimals. */
export function centsFrom(amount) {
  return Math.round(Number(amount) * 100);
}

/** To the API: a decimal string with two digits, built from the cents without any division into a fraction. */
export function decimalFrom(cents) {
  const digits = String(cents).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const formatters = new Map();

/** For people, in their own locale. */
export function formatMoney(cents, currency = "USD") {
  if (!formatters.has(currency)) {
    formatters.set(currency, new Intl.NumberFormat(undefined, { style: "currency", currency }));
  }
  return formatters.get(currency).format(decimalFrom(cents));
}
