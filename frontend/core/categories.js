import { api } from "./api.js";

const LARGEST_PAGE = 100;
const known = new Set();
let hasAsked = false;

/** The categories that products have, as far as they are known: those of all products seen so far. */
export const categories = {
  get names() {
    return [...known].sort((a, b) => a.localeCompare(b));
  },

  learn(products) {
    for (const { category } of products) if (category) known.add(category);
  },

  /** Looks through the beginning of the catalogue, once; a failure is tried again by the next screen. */
  async load(signal) {
    if (hasAsked) return;
    const { data } = await api.products({ pageSize: LARGEST_PAGE }, signal);
    hasAsked = true;
    this.learn(data);
  },
};
