import { h } from "../core/dom.js";
import { icon } from "./icon.js";
import { problemNotice, problemPanel, retryButton } from "./problem-panel.js";

/** Lines of final size for what is on its way. */
export function skeletonRows(count = 8, label = "Loading") {
  return h("div", { class: "skeleton-rows", role: "img", "aria-label": label },
    Array.from({ length: count }, () => h("div", { class: "skeleton tall" })));
}

/** Nothing to show: an icon, what that means, and at most one thing to do about it. */
export function emptyPanel(picture, title, text, action = null) {
  return h("div", { class: "empty" }, icon(picture), h("h2", {}, title), text ? h("p", {}, text) : null, action);
}

/** Explains a failed request by its kind: not allowed, not offered by this server, or what the server says. */
export function failurePanel(problem, onRetry) {
  if (problem.status === 403) {
    return emptyPanel("ban", "Not allowed", problem.detail || "Your account's role does not reach this far.");
  }
  if (problem.status === 404 && (problem.code === "not_found" || problem.code === "http_404")) {
    return emptyPanel("monitor", "Not available on this server",
      "This server does not have the function. It may run an older version.");
  }
  return problemPanel(problem, { onRetry });
}

/**
 * The place of something that is loaded: a skeleton first, then the content or an explanation. When loading again
 * fails, what was there stays, with a line above it that says it is out of date.
 */
export class ViewState {
  element = h("div", { class: "view-state" });
  #notice = h("div", { class: "view-notice" });
  #body = h("div", { class: "view-body" });
  #hasContent = false;

  constructor(skeleton = skeletonRows()) {
    this.element.append(this.#notice, this.#body);
    this.#body.replaceChildren(skeleton);
  }

  get hasContent() {
    return this.#hasContent;
  }

  show(...children) {
    this.#hasContent = true;
    this.element.removeAttribute("aria-busy");
    this.#notice.replaceChildren();
    if (this.#body.childNodes.length !== children.length || children.some((node, at) =>
      node !== this.#body.childNodes[at])) {
      this.#body.replaceChildren(...children);
    }
  }

  reload(skeleton = skeletonRows()) {
    this.#hasContent = false;
    this.#body.replaceChildren(skeleton);
  }

  busy() {
    this.element.setAttribute("aria-busy", "true");
  }

  fail(problem, onRetry) {
    this.element.removeAttribute("aria-busy");
    if (!this.#hasContent) {
      this.#body.replaceChildren(failurePanel(problem, onRetry));
      return;
    }
    const stale = h("p", { class: "small" }, "What you see was loaded before and may be out of date.");
    this.#notice.replaceChildren(problemNotice(problem, [stale, retryButton(problem, onRetry)]));
  }

  /** Runs `load`, shows what it answers, explains what it throws. */
  async run(load, signal) {
    this.busy();
    try {
      const content = await load();
      if (!signal.aborted && content) this.show(content);
      else this.element.removeAttribute("aria-busy");
    } catch (problem) {
      if (signal.aborted) return;
      if (problem.status === undefined) throw problem;
      this.fail(problem, () => this.run(load, signal));
    }
  }
}
