const ADDRESS = { street: "1 Main St", city: "New York", state: "NY", zip: "10001", country: "US" };

function order(lines, extra = {}) {
  const items = lines.map(([productId, quantity, cents]) => ({ product_id: productId, quantity,
    unit_price: (cents / 100).toFixed(2) }));
  const total = lines.reduce((sum, [, quantity, cents]) => sum + quantity * cents, 0);
  return { items, total_amount: (total / 100).toFixed(2), shipping_address: ADDRESS, payment_method: "CREDIT_CARD",
    ...extra };
}

/** The products of the sample catalogue with their prices in cents. */
export const SAMPLES = [["prod-001", 2999], ["prod-002", 999], ["prod-003", 450], ["prod-004", 12900],
  ["prod-005", 1995]];

/** Orders whose end is known beforehand. */
export const SCENARIOS = [
  { name: "Happy", icon: "check", expects: "Paid, packed, shipped and delivered",
    order: () => order([["prod-001", 2, 2999]]) },
  { name: "Large", icon: "layers", expects: "Five products in one order",
    order: () => order(SAMPLES.map(([id, cents], at) => [id, at + 1, cents])) },
  { name: "Not enough stock", icon: "box", expects: "Fails: more than there is",
    order: () => order([["rare_item", 500, 9999]]) },
  { name: "Card declined", icon: "card", expects: "Fails at the payment, stock goes back",
    order: () => order([["prod-002", 1, 999]], { card_details: { number: "4000000000000002" } }) },
  { name: "No funds", icon: "card", expects: "Fails at the payment: insufficient funds",
    order: () => order([["prod-002", 1, 999]], { card_details: { number: "4000000000009995" } }) },
  { name: "Too expensive", icon: "alert", expects: "Fails: above 500,000.00 payments are declined",
    order: () => order([["prod-004", 5000, 12900]]) },
  { name: "Wrong price", icon: "alert", expects: "Fails: not the catalogue's price",
    order: () => order([["prod-001", 1, 1]]) },
];

/** An order of the load run: one to three products, a few of each. */
export function randomOrder() {
  const picked = SAMPLES.toSorted(() => Math.random() - 0.5).slice(0, 1 + Math.floor(Math.random() * 3));
  return order(picked.map(([id, cents]) => [id, 1 + Math.floor(Math.random() * 4), cents]));
}
