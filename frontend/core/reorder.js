import { cart } from "./cart.js";
import { currentProducts } from "./catalogue.js";

/**
 * Puts what an order held into the cart, at the prices of now and no more than there is.
 * Answers `{added, missing}`: how many items went in, and the ids of products that could not (all) be had.
 */
export async function reorder(order, signal) {
  const products = await currentProducts(order.items.map((item) => item.product_id), signal);
  const byId = new Map(products.map((product) => [product.product_id, product]));
  const missing = [];
  let added = 0;
  for (const { product_id: id, quantity } of order.items) {
    const product = byId.get(id);
    const held = cart.lines.find((line) => line.productId === id)?.quantity ?? 0;
    const isSold = product && product.is_active !== false && product.available > 0;
    const now = isSold ? cart.add(product, quantity) : held;
    added += now - held;
    if (now - held < quantity) missing.push(id);
  }
  return { added, missing };
}
