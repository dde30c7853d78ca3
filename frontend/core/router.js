import { h } from "./dom.js";
import { Problem } from "./problem.js";
import { problemPanel } from "../parts/problem-panel.js";

/**
 * Maps paths to screens over the History API. Links to paths it does not know are left to the browser. `instead(route)`
 * may answer another route to show at the same address.
 */
export class Router extends EventTarget {
  #routes;
  #notFound;
  #outlet;
  #isSignedIn;
  #signInPath;
  #instead;
  #navigation = 0;

  constructor({ routes, notFound, outlet, isSignedIn, signInPath = "/sign-in", instead = () => null }) {
    super();
    this.#routes = routes.map((route) => ({ ...route, pattern: pattern(route.path) }));
    this.#notFound = notFound;
    this.#outlet = outlet;
    this.#isSignedIn = isSignedIn;
    this.#signInPath = signInPath;
    this.#instead = instead;
  }

  start() {
    history.scrollRestoration = "manual";
    window.addEventListener("popstate", (event) => this.#show(event.state?.scroll ?? 0));
    document.addEventListener("click", (event) => this.#follow(event));
    return this.#show(history.state?.scroll ?? 0, { first: true });
  }

  /** Goes to a path of the shop. `replace` leaves no entry behind, as after placing an order. */
  go(path, { replace = false } = {}) {
    if (replace) {
      history.replaceState({ scroll: 0 }, "", path);
    } else {
      history.replaceState({ ...history.state, scroll: window.scrollY }, "");
      history.pushState({ scroll: 0 }, "", path);
    }
    return this.#show(0);
  }

  /** Changes the query of the current address without showing the screen anew (filters, search). */
  setQuery(query, { push = false } = {}) {
    const text = query.toString();
    const path = location.pathname + (text ? `?${text}` : "");
    if (push) {
      history.pushState({ scroll: window.scrollY }, "", path);
    } else {
      history.replaceState(history.state, "", path);
    }
  }

  /** Leaves the current screen if it needs an account and there is none any more. */
  guard() {
    if (this.#needsAccount(this.#match(location.pathname))) this.#askToSignIn();
  }

  /** `signedIn` of a route may depend on its parameters. */
  #needsAccount({ route: { signedIn = false }, params }) {
    if (this.#isSignedIn()) return false;
    return typeof signedIn === "function" ? signedIn(params) : signedIn;
  }

  #askToSignIn() {
    const next = location.pathname + location.search;
    return this.go(`${this.#signInPath}?next=${encodeURIComponent(next)}`, { replace: true });
  }

  #match(path) {
    const clean = path.length > 1 ? path.replace(/\/+$/, "") : path;
    for (const route of this.#routes) {
      const found = route.pattern.exec(clean);
      if (found) return { route, params: decoded(found.groups ?? {}) };
    }
    return { route: this.#notFound, params: {} };
  }

  async #show(scroll, { first = false } = {}) {
    const navigation = ++this.#navigation;
    const { route: wanted, params } = this.#match(location.pathname);
    if (this.#needsAccount({ route: wanted, params })) {
      await this.#askToSignIn();
      return;
    }
    const route = this.#instead(wanted) ?? wanted;
    try {
      await route.load();
    } catch {
      if (navigation === this.#navigation) this.#showLoadFailure();
      return;
    }
    // A quicker click may have moved on while the code was loading.
    if (navigation !== this.#navigation) return;

    const screen = document.createElement(route.tag);
    screen.params = params;
    screen.query = new URLSearchParams(location.search);
    screen.router = this;
    this.#outlet.replaceChildren(screen);
    this.dispatchEvent(new Event("navigated"));
    document.dispatchEvent(new CustomEvent("tradepost:navigated", { detail: { path: location.pathname } }));

    // Keyboard and screen reader users start at the heading of the new screen, unless it chose a field itself.
    if (!first && !screen.contains(document.activeElement)) {
      screen.querySelector("h1")?.focus({ preventScroll: true });
    }
    await screen.ready;
    if (navigation === this.#navigation) window.scrollTo(0, scroll);
  }

  #showLoadFailure() {
    const panel = problemPanel(Problem.network(), { onRetry: () => location.reload() });
    this.#outlet.replaceChildren(h("div", { class: "screen" }, panel));
  }

  #follow(event) {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a[href]");
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.hash && link.pathname === location.pathname) return;
    if (this.#match(link.pathname).route === this.#notFound) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

function decoded(groups) {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeSegment(value)]));
}

function decodeSegment(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function pattern(path) {
  return new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
}

/** The `next` parameter of the sign-in screens, only ever a path of this site. */
export function safeNext(query, home = "/") {
  const next = query.get("next") ?? home;
  return /^\/(?![/\\])/.test(next) ? next : home;
}
