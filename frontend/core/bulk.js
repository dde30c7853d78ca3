import { Problem } from "./problem.js";

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Tries again when the server asks to wait, as often as it asks; other problems pass through. */
export async function patiently(run, { signal = null, onWait = () => {} } = {}) {
  for (;;) {
    try {
      return await run();
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 429 || signal?.aborted) throw problem;
      onWait(problem.retryAfter || 1);
      await wait(problem.retryAfter || 1);
      if (signal?.aborted) throw problem;
    }
  }
}

/**
 * Does something to each item, one after the other, and does not stop at a refusal.
 * Answers `{done: [item], refused: [{item, problem}]}`; `onProgress(finished, seconds)` also tells of waiting.
 */
export async function bulk(items, run, { onProgress = () => {}, signal = null } = {}) {
  const result = { done: [], refused: [] };
  for (const [at, item] of items.entries()) {
    if (signal?.aborted) break;
    onProgress(at, 0);
    try {
      await patiently(() => run(item), { signal, onWait: (seconds) => onProgress(at, seconds) });
      result.done.push(item);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      result.refused.push({ item, problem });
    }
  }
  onProgress(items.length, 0);
  return result;
}
