import { h } from "../core/dom.js";
import { problemPanel } from "./problem-panel.js";

/**
 * A titled part of a settings page that loads by itself: a skeleton, then what `render(data)` makes of what
 * `load(signal)` answers; a failure is explained in its place. Answers the element, with `reload()`.
 */
export function settingsSection({ title, lede = "", load = async () => null, render, signal }) {
  const id = `section-${title.toLowerCase().replace(/\W+/g, "-")}`;
  const body = h("div", { class: "settings-body" }, h("div", { class: "skeleton tall" }));
  const element = h("section", { class: "panel settings-section", "aria-labelledby": id },
    h("div", { class: "settings-words" }, h("h2", { id }, title), lede ? h("p", { class: "soft small" }, lede) : null),
    body);

  async function reload() {
    try {
      const data = await load(signal);
      body.replaceChildren(...[render(data)].flat().filter(Boolean));
    } catch (problem) {
      if (signal.aborted) return;
      if (problem.status === 404) body.replaceChildren(h("p", { class: "soft" }, "Not available on this server."));
      else body.replaceChildren(problemPanel(problem, { onRetry: reload }));
    }
  }

  element.reload = reload;
  reload();
  return element;
}
