import { adminApi } from "../../core/admin-api.js";
import { h } from "../../core/dom.js";
import { statusWords } from "../../core/order-words.js";
import { session } from "../../core/session.js";
import { theme } from "../../core/theme.js";
import { icon } from "../../parts/icon.js";
import { PLACES } from "../places.js";
import { openHelp } from "./help-sheet.js";

const TYPING_PAUSE_MS = 180;
const REMOTE_FROM = 2;

/** Search over places, actions, orders, products and customers; one list, one keyboard. */
export function openPalette() {
  if (document.querySelector("dialog.palette")) return;
  new Palette().open();
}

class Palette {
  #input = h("input", { type: "text", role: "combobox", placeholder: "Order number, customer, product, screen …",
    "aria-label": "Search or jump to", "aria-expanded": "true", "aria-controls": "palette-list",
      "aria-autocomplete": "list",
    autocomplete: "off", spellcheck: "false" });
  #list = h("ul", { id: "palette-list", role: "listbox", "aria-label": "Results" });
  #dialog = h("dialog", { class: "palette", "aria-label": "Search or jump to" },
    h("div", { class: "palette-input" }, icon("search"), this.#input), this.#list);
  #active = 0;
  #entries = [];
  #remote = [];
  #timer = 0;
  #request = null;

  open() {
    this.#input.addEventListener("input", () => this.#type());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => {
      const at = event.target.closest("li")?.dataset.at;
      if (at) this.#run(this.#entries[at]);
    });
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("close", () => {
      this.#request?.abort();
      this.#dialog.remove();
    });
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#paint();
  }

  #type() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#remote = [];
    this.#active = 0;
    this.#paint();
    const q = this.#input.value.trim();
    if (q.length >= REMOTE_FROM) this.#timer = setTimeout(() => this.#ask(q), TYPING_PAUSE_MS);
  }

  async #ask(q) {
    this.#request = new AbortController();
    const { signal } = this.#request;
    // A text that cannot be an order's number or an address is refused: then there are no orders to show.
    const [orders, products] = await Promise.allSettled([
      adminApi.orders({ q, page_size: 6 }, signal), adminApi.products({ q, page_size: 5, is_active: "all" }, signal)]);
    if (signal.aborted) return;
    this.#remote = [...(orders.value?.data ?? []).map(orderEntry), ...(products.value?.data ?? []).map(productEntry)];
    this.#paint();
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.#active = (this.#active + step + this.#entries.length) % Math.max(1, this.#entries.length);
      this.#mark();
    } else if (event.key === "Enter" && this.#entries[this.#active]) {
      this.#run(this.#entries[this.#active]);
    } else {
      return;
    }
    event.preventDefault();
  }

  #run(entry) {
    this.#dialog.close();
    if (entry.path) document.dispatchEvent(new CustomEvent("router:go", { detail: entry.path }));
    else entry.run();
  }

  #paint() {
    const words = this.#input.value.trim().toLowerCase();
    const local = [...places(), ...actions()].filter(({ label }) => label.toLowerCase().includes(words));
    this.#entries = [...this.#remote, ...local];
    this.#list.replaceChildren(...this.#entries.map((entry, at) =>
      h("li", { role: "option", id: `palette-${at}`, dataset: { at } },
      icon(entry.icon), h("span", { class: "palette-label" }, entry.label),
      h("span", { class: "soft small" }, entry.hint),
      (entry.keys ?? []).map((key) => h("kbd", {}, key)))));
    if (this.#entries.length === 0) this.#list.append(h("li", { class: "palette-none soft" }, "Nothing found"));
    this.#mark();
  }

  #mark() {
    for (const [at, row] of [...this.#list.children].entries()) row.setAttribute("aria-selected",
      String(at === this.#active));
    this.#input.setAttribute("aria-activedescendant", `palette-${this.#active}`);
    this.#list.children[this.#active]?.scrollIntoView({ block: "nearest" });
  }
}

const orderEntry = (order) => ({ icon: "receipt", label: order.order_number, hint: statusWords(order.status).label,
  path: `/admin/orders/${order.order_id}` });
const productEntry = (product) => ({ icon: "box", label: product.name, hint: product.sku,
  path: `/admin/stock/${encodeURIComponent(product.product_id)}` });

const places = () => PLACES.filter((place) => !document.querySelector(`control-nav [hidden][href="${place.path}"]`)
  && (!place.demoOnly || document.querySelector("control-nav").dataset.demo === "true"))
    .map(({ label, icon: picture, path, key }) =>
  ({ label, icon: picture, path, hint: "", keys: ["g", key] }));
const actions = () => [
  { label: "Theme: light", icon: "sun", hint: "", run: () => theme.choose("light") },
  { label: "Theme: dark", icon: "moon", hint: "", run: () => theme.choose("dark") },
  { label: "Theme: as the system", icon: "monitor", hint: "", run: () => theme.choose("system") },
  { label: "Keyboard shortcuts", icon: "keyboard", hint: "", keys: ["?"], run: openHelp },
  { label: "Failed orders", icon: "alert", hint: "", path: "/admin/orders?status=failed" },
  { label: "Low stock", icon: "box", hint: "", path: "/admin/stock?low_stock=true" },
  { label: "Sign out", icon: "back", hint: "", run: () => session.signOut() },
];
