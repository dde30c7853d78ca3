import { accountApi } from "../../core/api.js";
import { h } from "../../core/dom.js";
import { session } from "../../core/session.js";
import { timeElement } from "../../core/time.js";
import { problemNotice } from "../../parts/problem-panel.js";
import { TimeAgo } from "../../parts/time-ago.js";

/** Where the account is signed in, each with a way to end it. `onChange` is called when one has ended. */
export function sessionList(sessions, onChange) {
  const notice = h("div", { class: "form-notice" });
  const end = async (button, run) => {
    button.setAttribute("aria-busy", "true");
    notice.replaceChildren();
    try {
      await run();
      onChange();
    } catch (problem) {
      button.removeAttribute("aria-busy");
      notice.replaceChildren(problemNotice(problem));
    }
  };
  const everywhere = h("button", {
    type: "button", class: "button",
    onclick: () => end(everywhere, async () => {
      await accountApi.endAllSessions();
      await session.signOut();
    }),
  }, "Sign out everywhere");
  return [notice, h("ul", { class: "settings-list" }, sessions.map((one) => row(one, end))),
    h("p", {}, everywhere)];
}

function row({ session_id: id, user_agent: agent, last_used_at: used, created_at: begun, is_current: isCurrent }, end) {
  const ago = new TimeAgo();
  ago.moment = used;
  const button = h("button", {
    type: "button", class: "button small", "aria-label": `End the session of ${deviceWords(agent)}`,
    onclick: () => end(button, () => accountApi.endSession(id)),
  }, "End");
  return h("li", {},
    h("div", { class: "words" },
      h("p", {}, deviceWords(agent)),
      h("p", { class: "small soft" }, "Used ", ago, ", signed in ", timeElement(begun, "brief"))),
    isCurrent ? h("span", { class: "badge", dataset: { tone: "good" } }, "This browser") : button);
}

const BROWSERS = [
  ["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"],
];
const SYSTEMS = [
  ["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS X", "Mac"],
  ["CrOS", "ChromeOS"], ["Linux", "Linux"],
];

/** "Firefox on Linux"; what is no browser is shown as it named itself. */
function deviceWords(agent) {
  if (!agent) return "Unknown device";
  const named = (list) => list.find(([mark]) => agent.includes(mark))?.[1];
  const browser = named(BROWSERS);
  if (!browser || !agent.startsWith("Mozilla/")) return agent;
  const system = named(SYSTEMS);
  return system ? `${browser} on ${system}` : browser;
}
