import { api } from "./api.js";
import { cart } from "./cart.js";

const LARGEST_PAGE = 100;

/**
 * Brings names, prices and stock of the cart up to what the catalogue says. Answers the lines whose price is not what
 * it was, with `before`, the old price in cents.
 */
export async function refreshCart(signal) {
  const before = new Map(cart.lines.map((line) => [line.productId, line.cents]));
  const products = await currentProducts([...before.keys()], signal);
  if (signal.aborted) return [];
  cart.refresh(products);
  return cart.lines
    .filter(({ productId, cents }) => before.has(productId) && before.get(productId) !== cents)
    .map((line) => ({ ...line, before: before.get(line.productId) }));
}

/** The products of these ids as they are sold now; those that are gone are left out. */
export async function currentProducts(ids, signal) {
  const { data } = await api.products({ pageSize: LARGEST_PAGE }, signal);
  const byId = new Map(data.map((product) => [product.product_id, product]));
  const others = await Promise.all(ids.filter((id) => !byId.has(id)).map((id) => product(id, signal)));
  for (const other of others) if (other) byId.set(other.product_id, other);
  return ids.map((id) => byId.get(id)).filter(Boolean);
}

async function product(id, signal) {
  try {
    return await api.product(id, signal);
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

/** What to say about the stock: the exact number only when it is worth hurrying. */
export function stockWords({ available, low_stock: low, is_active: active }) {
  if (active === false || available <= 0) return { label: "Sold out", tone: "muted", icon: "ban", soldOut: true };
  if (low || available <= 5) return { label: `${available} left`, tone: "warn", icon: "alert", soldOut: false };
  return { label: "In stock", tone: "good", icon: "check", soldOut: false };
}
