const CHANNEL = "tradepost.session";
const MARK = "tradepost.session-mark";
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
      } else if (data.type === "session" && this.#asking?.accepts(data.state)) {
        this.#asking.settle(data.state);
      } else if (data.type === "session" && current() && data.state.expiresAt > current().expiresAt) {
        adopt(data.state);
      } else if (data.type === "end" && current()) {
        end();
      }
    });
  }

  /** Asks the other tabs for a session that `accepts`; resolves to null when none has one. */
  ask(accepts) {
    if (!this.#channel) return null;
    return new Promise((resolve) => {
      const settle = (state) => {
        clearTimeout(timer);
        this.#asking = null;
        resolve(state);
      };
      const timer = setTimeout(settle, ANSWER_WITHIN_MS, null);
      this.#asking = { accepts, settle };
      this.#channel.postMessage({ type: "ask" });
    });
  }

  tell(state) {
    this.#channel?.postMessage({ type: "session", state });
  }

  tellEnd() {
    this.#channel?.postMessage({ type: "end" });
  }

  /**
   * A note all tabs can read: when the newest tokens run out, or null while nobody is signed in. It tells a new tab
   * that asking is worth the wait, and a tab that has slept that its own tokens are spent. It holds no secret.
   */
  get mark() {
    try {
      return localStorage.getItem(MARK);
    } catch {
      return null;
    }
  }

  set mark(value) {
    try {
      if (value === null) localStorage.removeItem(MARK);
      else localStorage.setItem(MARK, value);
    } catch {
      // Without storage a new tab starts signed out.
    }
  }
}
