import { Store } from "./store.js";

const ANSWER_WITHIN_MS = 4_000;
const NOTHING_SPECIAL = { version: "", isDemo: false };

const last = new Store(NOTHING_SPECIAL, {
  storage: "localStorage", key: "tradepost.shop", isValid: (value) => typeof value?.isDemo === "boolean",
});
let answer = null;

/**
 * What the server says about itself: `{version, isDemo}`. In a demonstration guests may order and cards are test cards.
 * Asked once; when there is no answer, what it said last is taken and the next call asks again.
 */
export function shopInfo() {
  answer ??= load().catch(() => {
    answer = null;
    return last.get();
  });
  return answer;
}

async function load() {
  const response = await fetch("/", {
    headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const { version = "", demo = false } = await response.json();
  last.set({ version, isDemo: demo === true });
  return last.get();
}
