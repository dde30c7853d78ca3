const CHANNEL = "tradepost.session";
const HINT = "tradepost.signed-in";
const ANSWER_WITHIN_MS = 1000;

/** Lets the tabs of one browser share a session without writing tokens to a place that outlives them. */
export class SessionShare {
  #channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
  #asking = null;

  /** `current` gives this tab's session or null; `adopt` takes over another tab's newer one; `end` forgets it. */
  constructor({ current, adopt, end }) {
    this.#channel?.addEventListener("message", ({ data }) => {
      if (data.type === "ask" && current()) {
        this.tell(current());
      } else if (data.type === "session" && this.#asking) {
        this.#asking(data.state);
      } else if (data.type === "session" && current() && data.state.expiresAt > current().expiresAt) {
        adopt(data.state);
      } else if (data.type === "end" && current()) {
        end();
      }
    });
  }

  /** Asks the other tabs; resolves to null when none answers, at once when none has said that it is signed in. */
  ask() {
    if (!this.#channel || !hinted()) return null;
    return new Promise((resolve) => {
      const settle = (state) => {
        clearTimeout(timer);
        this.#asking = null;
        if (state === null) this.hint(false);
        resolve(state);
      };
      const timer = setTimeout(settle, ANSWER_WITHIN_MS, null);
      this.#asking = settle;
      this.#channel.postMessage({ type: "ask" });
    });
  }

  /** Leaves word for tabs opened later that asking is worth the wait: the fact alone, nothing of the session. */
  hint(signedIn) {
    try {
      if (signedIn) localStorage.setItem(HINT, "1");
      else localStorage.removeItem(HINT);
    } catch {
      // Without storage a new tab starts signed out.
    }
  }

  tell(state) {
    this.#channel?.postMessage({ type: "session", state });
  }

  tellEnd() {
    this.#channel?.postMessage({ type: "end" });
  }
}

function hinted() {
  try {
    return localStorage.getItem(HINT) !== null;
  } catch {
    return false;
  }
}
