import { api } from "../../core/api.js";
import { categories } from "../../core/categories.js";
import { announce, h, setText, syncList, useStyles } from "../../core/dom.js";
import { live } from "../../core/live.js";
import { productNames } from "../../core/product-names.js";
import { Screen } from "../../core/screen.js";
import { stock } from "../../core/stock.js";
import { ChoiceChips } from "../../parts/choice-chips.js";
import { icon } from "../../parts/icon.js";
import { problemNotice, problemPanel, retryButton } from "../../parts/problem-panel.js";
import { ProductCard } from "../../parts/product-card.js";

await useStyles(import.meta.url, ["./shop-screen.css", "../../parts/product-card.css"]);

const PAGE_SIZE = 24;
const LARGEST_PAGE = 100;
const SEARCH_PAUSE_MS = 120;
const REFRESH_EVERY_S = 60;

/** The catalogue: search, prices, stock that stays current, and a way into the cart from every card. */
class ShopScreen extends Screen {
  #q = "";
  #category = "";
  #products = [];
  #page = 1;
  #hasMore = false;
  #total = null;
  #request = null;
  #searchTimer = 0;

  #search;
  #count = h("p", { class: "soft small figures", "aria-hidden": "true" });
  #chips = ChoiceChips.create({ label: "Category", onChoose: (category) => this.#narrow({ category }) });
  #notice = h("div", { class: "shop-notice" });
  #body = h("div");
  #grid = h("ul", { class: "product-grid" });
  #more = h("button", { type: "button", class: "button shop-more", onclick: () => this.#loadMore() }, "Show more");

  start() {
    this.heading = "Catalogue";
    this.#q = this.query.get("q") ?? "";
    this.#category = this.query.get("category") ?? "";
    this.#search = h("input", {
      type: "search", name: "q", value: this.#q, placeholder: "Search products", "aria-label": "Search products",
      autocomplete: "off", enterkeyhint: "search", oninput: () => this.#typed(),
    });
    this.show(
      h("div", { class: "screen-head" },
        h("h1", { tabindex: -1 }, "Catalogue"),
        h("form", { class: "search", role: "search", onsubmit: (event) => this.#submitted(event) },
          icon("search"), this.#search)),
      this.#chips, this.#count, this.#notice, this.#body);
    this.#paintChips();
    this.ready = this.#load();
    categories.load(this.signal).then(() => this.#paintChips(), () => {});
    stock.watch(() => this.#products.map((product) => product.product_id), this.signal);
    this.listen(stock, "change", () => this.#restock());
    this.every(REFRESH_EVERY_S, () => this.#refresh());
    this.listen(live, "resync", () => this.#refresh());
    this.listen(window, "online", () => this.#refresh());
    this.listen(document, "keydown", (event) => this.#shortcut(event));
  }

  #shortcut(event) {
    const typing = event.target.closest("input, select, textarea, dialog");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#search.focus();
  }

  #typed() {
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => this.#narrow({ q: this.#search.value }), SEARCH_PAUSE_MS);
  }

  #submitted(event) {
    event.preventDefault();
    clearTimeout(this.#searchTimer);
    this.#narrow({ q: this.#search.value });
  }

  /** Another search or category: the address says which, so it can be shared and gone back to. */
  async #narrow({ q = this.#q, category = this.#category }) {
    const text = q.trim();
    if ((text === this.#q && category === this.#category) || this.signal.aborted) return;
    this.#q = text;
    this.#category = category;
    this.#paintChips();
    const query = new URLSearchParams();
    if (text) query.set("q", text);
    if (category) query.set("category", category);
    this.router.setQuery(query);
    await this.#load();
    if (this.#q === text && this.#category === category) announce(this.#countInWords());
  }

  #paintChips() {
    const names = categories.names;
    if (this.#category && !names.includes(this.#category)) names.push(this.#category);
    this.#chips.hidden = names.length < 2 && !this.#category;
    this.#chips.choices = [{ value: "", label: "All" }, ...names.map((name) => ({ value: name, label: name }))];
    this.#chips.chosen = this.#category;
  }

  #restock() {
    if (this.#products.length === 0) return;
    this.#products = this.#products.map((product) => stock.freshened(product));
    this.#paint();
  }

  /** A new list: skeletons until it is there, unless something can stay on the screen meanwhile. */
  async #load() {
    if (this.#products.length === 0) this.#body.replaceChildren(skeletons());
    this.#grid.setAttribute("aria-busy", "true");
    try {
      const answer = await this.#fetch(1, PAGE_SIZE);
      if (!answer) return;
      this.#page = 1;
      this.#take(answer.data, answer);
    } catch (problem) {
      this.#products = [];
      setText(this.#count, "");
      this.#body.replaceChildren(problemPanel(problem, { onRetry: () => this.#load() }));
    } finally {
      this.#grid.removeAttribute("aria-busy");
    }
  }

  async #loadMore() {
    this.#more.setAttribute("aria-busy", "true");
    try {
      const answer = await this.#fetch(this.#page + 1, PAGE_SIZE);
      if (!answer) return;
      const firstNew = this.#products.length;
      this.#page += 1;
      this.#take([...this.#products, ...answer.data], answer);
      this.#grid.children[firstNew]?.querySelector("button, input")?.focus();
    } catch (problem) {
      this.#notice.replaceChildren(problemNotice(problem, retryButton(problem, () => this.#loadMore())));
    } finally {
      this.#more.removeAttribute("aria-busy");
    }
  }

  /** Brings prices and stock up to date without anything moving; a failure leaves what is there. */
  async #refresh() {
    if (this.#products.length === 0 || this.#request) return;
    try {
      const answer = await this.#fetch(1, Math.min(LARGEST_PAGE, this.#page * PAGE_SIZE));
      if (!answer) return;
      const fresh = new Map(answer.data.map((product) => [product.product_id, product]));
      this.#products = this.#products.map((product) => fresh.get(product.product_id) ?? product);
      this.#paint();
    } catch {
      // The connection pill already says that the page is behind.
    }
  }

  /** The newest request wins: an older answer resolves to null. */
  async #fetch(page, pageSize) {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    try {
      const signal = AbortSignal.any([request.signal, this.signal]);
      return await api.products({ q: this.#q, category: this.#category, page, pageSize }, signal);
    } catch (problem) {
      if (request.signal.aborted || this.signal.aborted) return null;
      throw problem;
    } finally {
      if (this.#request === request) this.#request = null;
    }
  }

  #take(products, { has_more: hasMore, total }) {
    // A product may be listed twice when the catalogue changed between two pages.
    this.#products = [...new Map(products.map((product) => [product.product_id, product])).values()];
    this.#hasMore = Boolean(hasMore);
    this.#total = total ?? null;
    productNames.learn(this.#products);
    categories.learn(this.#products);
    this.#notice.replaceChildren();
    this.#paint();
  }

  #paint() {
    setText(this.#count, this.#countInWords());
    if (this.#products.length === 0) {
      this.#body.replaceChildren(this.#empty());
      return;
    }
    syncList(this.#grid, this.#products, {
      key: (product) => product.product_id,
      create: (product) => ProductCard.create(product),
      update: (card, product) => card.update(product),
    });
    this.#body.replaceChildren(...[this.#grid, this.#hasMore ? this.#more : null].filter(Boolean));
  }

  #countInWords() {
    const count = this.#total ?? this.#products.length;
    const things = count === 1 ? "1 product" : `${count} products`;
    const place = this.#category ? `${things} in ${this.#category}` : things;
    return this.#q ? `${place} for “${this.#q}”` : place;
  }

  #empty() {
    if (!this.#q && !this.#category) {
      return h("div", { class: "empty" }, icon("store"), h("h2", {}, "The shelves are empty"),
        h("p", {}, "There is nothing for sale at the moment. Come back soon."));
    }
    const clear = () => {
      this.#search.value = "";
      this.#search.focus();
      this.#narrow({ q: "", category: "" });
    };
    return h("div", { class: "empty" }, icon("search"), h("h2", {}, "No products match"),
      h("p", {}, this.#category ? `Try other words, or look beyond ${this.#category}.`
        : "Try fewer or other words."),
      h("button", { type: "button", class: "button", onclick: clear }, "Clear filters"));
  }
}

function skeletons() {
  return h("ul", { class: "product-grid", "aria-label": "Loading products" }, Array.from({ length: 8 }, () =>
    h("li", { class: "product-card" },
      h("div", { class: "skeleton product-picture" }),
      h("div", { class: "product-text" },
        h("div", { class: "skeleton line half" }), h("div", { class: "skeleton line" }),
        h("div", { class: "skeleton line short" }), h("div", { class: "skeleton tall" })))));
}

customElements.define("shop-screen", ShopScreen);
