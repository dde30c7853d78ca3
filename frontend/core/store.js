/** A value that tells when it changes; `change` is dispatched after every `set`. Optionally kept in a Storage. */
export class Store extends EventTarget {
  #value;
  #storage;
  #key;

  /** `storage` is `localStorage` or `sessionStorage` by name, so that a blocked one is only touched inside `try`. */
  constructor(initial, { storage = null, key = null, isValid = () => true } = {}) {
    super();
    this.#storage = storage;
    this.#key = key;
    this.#value = initial;
    const stored = this.#read();
    if (stored !== null && isValid(stored)) this.#value = stored;
    if (storage === "localStorage") {
      window.addEventListener("storage", (event) => {
        if (event.key !== key) return;
        const other = this.#read();
        this.#value = other !== null && isValid(other) ? other : initial;
        this.dispatchEvent(new Event("change"));
      });
    }
  }

  get() {
    return this.#value;
  }

  set(value) {
    this.#value = value;
    this.#write();
    this.dispatchEvent(new Event("change"));
  }

  #read() {
    if (!this.#storage) return null;
    try {
      return JSON.parse(window[this.#storage].getItem(this.#key));
    } catch {
      return null;
    }
  }

  #write() {
    if (!this.#storage) return;
    try {
      if (this.#value === null) {
        window[this.#storage].removeItem(this.#key);
      } else {
        window[this.#storage].setItem(this.#key, JSON.stringify(this.#value));
      }
    } catch {
      // Storage full or switched off: the value lasts as long as the page.
    }
  }
}
