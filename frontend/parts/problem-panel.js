import { h, setText } from "../core/dom.js";
import { Retry } from "../core/retry.js";
import { copyButton } from "./copy-button.js";
import { icon } from "./icon.js";

/** Explains a problem where the content would be, with its request id and, where it helps, a way to try again. */
export function problemPanel(problem, { onRetry = null } = {}) {
  const panel = h("div", { class: "problem-panel", role: "alert" },
    icon(problem.isConnection ? "offline" : "alert"),
    h("h2", {}, problem.title),
    problem.detail ? h("p", {}, problem.detail) : null,
    problem.requestId
      ? h("p", { class: "request-id small" }, "Request ", h("span", { class: "mono" }, problem.requestId),
        copyButton(problem.requestId, "request id"))
      : null);
  if (!onRetry) return panel;
  panel.append(retryButton(problem, onRetry));
  if (problem.isConnection) retryWhileShown(panel, onRetry);
  return panel;
}

/** A server that restarts or a network that is gone comes back: the page does so by itself. */
function retryWhileShown(panel, onRetry) {
  const note = h("p", { class: "small", "aria-hidden": "true" });
  panel.append(note);
  let hasBeenShown = false;
  const retry = new Retry({
    run: () => {
      if (panel.isConnected) onRetry();
    },
    tick: (seconds) => {
      if (hasBeenShown && !panel.isConnected) retry.stop();
      hasBeenShown = panel.isConnected;
      setText(note, `Tries again by itself in ${seconds} s.`);
    },
  });
  retry.schedule();
}

/** After a 429 or 503 the button counts down until the server wants to hear from us again. */
export function retryButton(problem, onRetry) {
  const label = h("span", {}, "Try again");
  const button = h("button", { type: "button", class: "button", onclick: onRetry }, icon("refresh"), label);
  countDown(problem.retryAfter, (left) => {
    button.disabled = left > 0;
    setText(label, left > 0 ? `Try again in ${left} s` : "Try again");
  });
  return button;
}

/** Calls `tick` with the seconds left, down to and including 0. */
export function countDown(seconds, tick) {
  if (seconds <= 0) return;
  const end = Date.now() + seconds * 1000;
  const step = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    tick(left);
    if (left > 0) setTimeout(step, 250);
  };
  step();
}

/** One line for places where a panel is too much: a form, a dialog, a stale list. */
export function problemNotice(problem, extra = null) {
  return h("div", { class: "notice bad", role: "alert" }, icon(problem.isConnection ? "offline" : "alert"),
    h("div", {},
      h("p", {}, problem.detail || problem.title),
      extra,
      problem.requestId
        ? h("p", { class: "small" }, "Request ", h("span", { class: "mono" }, problem.requestId))
        : null));
}
