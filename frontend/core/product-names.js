import { api } from "./api.js";

const names = new Map();
const MOST_AT_ONCE = 20;

/** Orders name their products by id only; this remembers what the catalogue calls them. */
export const productNames = {
  get: (id) => names.get(id) ?? null,

  learn(products) {
    for (const product of products) names.set(product.product_id, product.name);
  },

  /** Looks up the ones not known yet. Answers whether anything was learnt; a product that is gone keeps its id. */
  async load(ids, signal) {
    const unknown = [...new Set(ids)].filter((id) => !names.has(id)).slice(0, MOST_AT_ONCE);
    const answers = await Promise.allSettled(unknown.map((id) => api.product(id, signal)));
    const found = answers.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
    this.learn(found);
    return found.length > 0;
  },
};
