import { centsFrom, MAX_CENTS } from "./money.js";
import { Store } from "./store.js";

/** The most of one product a line may hold, however much is in stock. */
export const MAX_QUANTITY = 9_999;

const store = new Store([], {
  storage: "localStorage",
  key: "tradepost.cart",
  isValid: (lines) => Array.isArray(lines) && lines.every(isLine),
});

function isLine(line) {
  return typeof line?.productId === "string" && Number.isSafeInteger(line.cents) && Number.isSafeInteger(line.quantity)
    && line.quantity > 0;
}

/** The cart: lines of `{productId, name, sku, cents, currency, quantity, available}`, oldest first. */
export const cart = {
  events: store,

  get lines() {
    return store.get();
  },

  get count() {
    return store.get().reduce((sum, line) => sum + line.quantity, 0);
  },

  get totalCents() {
    return store.get().reduce((sum, line) => sum + line.cents * line.quantity, 0);
  },

  get isTooLarge() {
    return this.totalCents > MAX_CENTS;
  },

  /** Adds to what is there already, never beyond the stock. Answers the quantity the line holds now. */
  add(product, quantity) {
    const held = store.get().find((line) => line.productId === product.product_id)?.quantity ?? 0;
    const wanted = Math.min(held + quantity, limitOf(product.available));
    const line = lineFrom(product, wanted);
    store.set(held
      ? store.get().map((other) => (other.productId === line.productId ? line : other))
      : [...store.get(), line]);
    return wanted;
  },

  setQuantity(productId, quantity) {
    store.set(store.get().map((line) => (line.productId === productId ? { ...line, quantity } : line)));
  },

  remove(productId) {
    store.set(store.get().filter((line) => line.productId !== productId));
  },

  /** Puts a removed line back where it was. */
  restore(line, index) {
    store.set(store.get().toSpliced(index, 0, line));
  },

  /** Takes over current price, name and stock of the catalogue; products that are gone get `available` 0. */
  refresh(products) {
    const byId = new Map(products.map((product) => [product.product_id, product]));
    store.set(store.get().map((line) => {
      const product = byId.get(line.productId);
      return product ? lineFrom(product, line.quantity) : { ...line, available: 0, isGone: true };
    }));
  },

  /** Takes over the stock of now; `levelOf(id)` answers `{available}` or null. */
  restock(levelOf) {
    const lines = store.get().map((line) => {
      const level = line.isGone ? null : levelOf(line.productId);
      return level && level.available !== line.available ? { ...line, available: level.available } : line;
    });
    if (lines.some((line, index) => line !== store.get()[index])) store.set(lines);
  },

  clear() {
    store.set([]);
  },
};

function lineFrom(product, quantity) {
  return {
    productId: product.product_id,
    name: product.name,
    sku: product.sku,
    hasPhotograph: Boolean(product.image_url),
    cents: centsFrom(product.price),
    currency: product.currency,
    quantity,
    available: product.is_active === false ? 0 : product.available,
  };
}

/** How many of a product one order may hold. */
export function limitOf(available) {
  return Math.max(0, Math.min(available ?? MAX_QUANTITY, MAX_QUANTITY));
}
