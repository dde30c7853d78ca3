// Builds elements without ever parsing markup: strings always become text nodes.

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "indeterminate", "selected", "textContent"]);

/**
 * Creates an element. `on…` props become listeners, `dataset` is copied, booleans toggle attributes,
 * null and undefined are skipped. Children may be nodes, strings, numbers, null or nested arrays of these.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name === "dataset") {
      Object.assign(element.dataset, value);
    } else if (PROPERTIES.has(name)) {
      element[name] = value;
    } else if (typeof value === "boolean" && !name.startsWith("aria-")) {
      element.toggleAttribute(name, value);
    } else {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...nodes(children));
  return element;
}

/** Flattens children and drops the empty ones, ready for `append` and `replaceChildren`. */
export function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Sets the text only when it differs, so that screen readers and selections are left alone. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes the children of `parent` match `items` by key: existing elements are kept and updated in place.
 * `update` is called for every item, new ones included.
 */
export function syncList(parent, items, { key, create, update }) {
  const existing = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let cursor = parent.firstElementChild;
  for (const item of items) {
    const id = String(key(item));
    let child = existing.get(id);
    existing.delete(id);
    if (!child) {
      child = create(item);
      child.dataset.key = id;
    }
    update(child, item);
    if (child === cursor) {
      cursor = cursor.nextElementSibling;
    } else {
      parent.insertBefore(child, cursor);
    }
  }
  for (const leftover of existing.values()) leftover.remove();
}

/**
 * Loads the style sheets of a screen and resolves when they apply; used with top-level await in the screen's module,
 * so a screen is never shown unstyled. A sheet that fails to load does not keep the screen away.
 */
export function useStyles(moduleURL, names) {
  return Promise.all(names.map((name) => loadStyle(new URL(name, moduleURL).href)));
}

function loadStyle(href) {
  if (document.querySelector(`link[rel="stylesheet"][href="${CSS.escape(href)}"]`)) return undefined;
  return new Promise((resolve) => {
    document.head.append(h("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve }));
  });
}

let announcing = 0;

/** Says something through the page's one polite live region. The last of several quick messages wins. */
export function announce(text) {
  clearTimeout(announcing);
  const region = document.querySelector("#announcer");
  region.textContent = "";
  announcing = setTimeout(() => {
    region.textContent = text;
  }, 150);
}
