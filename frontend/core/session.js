import { send } from "./http.js";
import { SessionShare } from "./session-share.js";

const STORAGE_KEY = "tradepost.session";
const REFRESH_EARLY_MS = 60_000;

/**
 * Who is signed in. Tokens live in memory and in sessionStorage, so a reload keeps them and closing the tab forgets
 * them; they are never in localStorage. Tabs opened from one another share one session over a BroadcastChannel,
 * because refresh tokens rotate and a second tab spending an old one would end the session for all of them.
 * Dispatches `change` (detail.reason: `signed-in`, `signed-out`, `expired`, `updated`).
 */
class Session extends EventTarget {
  #state = null;
  #refreshing = null;
  #share = new SessionShare({
    current: () => this.#state,
    adopt: (state) => this.#adopt(state),
    end: () => this.#set(null, "signed-out"),
  });

  get user() {
    return this.#state?.user ?? null;
  }

  /** Takes up the session of this tab, or of another open tab. */
  async restore() {
    this.#state = readStored();
    if (this.#state || this.#share.mark === null) return;
    this.#state = await this.#share.ask(() => true);
    this.#store();
    if (!this.#state) this.#share.mark = null;
  }

  /** Takes over what the account is called now. */
  updateUser(user) {
    if (this.#state?.user.user_id !== user.user_id) return;
    this.#state = { ...this.#state, user };
    this.#store();
    this.dispatchEvent(new CustomEvent("change", { detail: { reason: "updated" } }));
  }

  async register({ email, password, fullName }) {
    const body = { email, password };
    if (fullName) body.full_name = fullName;
    await send("POST", "/auth/register", { body });
    await this.signIn({ email, password });
  }

  async signIn({ email, password }) {
    const tokens = tokensFrom(await send("POST", "/auth/login", { body: { email, password } }));
    const user = await send("GET", "/users/me", { token: tokens.access });
    this.#set({ ...tokens, user }, "signed-in");
  }

  async signOut() {
    const spent = this.#state;
    this.#set(null, "signed-out");
    this.#share.tellEnd();
    if (!spent) return;
    try {
      await send("POST", "/auth/logout", { token: spent.access, body: { refresh_token: spent.refresh } });
    } catch {
      // Signed out here whatever the server says; the tokens run out by themselves.
    }
  }

  /** A token that is good for at least another minute, or null when nobody is signed in. */
  async accessToken() {
    if (!this.#state) return null;
    if (Date.now() > this.#state.expiresAt - REFRESH_EARLY_MS) await this.refresh(this.#state.access);
    return this.#state?.access ?? null;
  }

  /**
   * Trades the refresh token for new ones, once, however many requests ask at the same time. `rejected` is the access
   * token that stopped working; nothing happens if it has been replaced meanwhile.
   */
  refresh(rejected) {
    this.#refreshing ??= this.#exclusively(() => this.#refreshNow(rejected)).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refreshNow(rejected) {
    const before = this.#state;
    if (!before || before.access !== rejected) return;
    if (await this.#takeNewer(before)) return;
    try {
      const answer = await send("POST", "/auth/refresh", { body: { refresh_token: before.refresh } });
      if (this.#state === before) {
        this.#set({ ...before, ...tokensFrom(answer) }, "refreshed");
        this.#share.tell(this.#state);
      }
    } catch (problem) {
      // Only a clear no ends the session; a lost connection or a limit may pass.
      const refused = [400, 401, 403, 422].includes(problem.status);
      if (refused && this.#state === before) this.#set(null, "expired");
      throw problem;
    }
  }

  /** Spending a refresh token that another tab has spent already would end the session: look before using ours. */
  async #takeNewer(before) {
    if (this.#share.mark === String(before.expiresAt)) return false;
    const isNewer = (state) => state.user.user_id === before.user.user_id && state.expiresAt > before.expiresAt;
    const newer = await this.#share.ask(isNewer);
    if (newer) this.#set(newer, "refreshed");
    return this.#state !== before;
  }

  /** One refresh at a time across all tabs, where the browser offers locks (secure contexts). */
  #exclusively(run) {
    return navigator.locks ? navigator.locks.request("tradepost.refresh", run) : run();
  }

  #adopt(state) {
    if (this.#state && this.#state.user.user_id !== state.user.user_id) return;
    this.#set(state, this.#state ? "refreshed" : "signed-in");
  }

  #set(state, reason) {
    this.#state = state;
    this.#store();
    this.#share.mark = state && String(state.expiresAt);
    if (reason !== "refreshed") this.dispatchEvent(new CustomEvent("change", { detail: { reason } }));
  }

  #store() {
    try {
      if (this.#state) {
        sessionStorage.setItem(STORAGE_KEY, JSON.stringify(this.#state));
      } else {
        sessionStorage.removeItem(STORAGE_KEY);
      }
    } catch {
      // Without storage the session lasts until the page is reloaded.
    }
  }
}

function readStored() {
  try {
    const state = JSON.parse(sessionStorage.getItem(STORAGE_KEY));
    return state?.access && state?.refresh && state?.user ? state : null;
  } catch {
    return null;
  }
}

function tokensFrom(answer) {
  return {
    access: answer.access_token,
    refresh: answer.refresh_token,
    expiresAt: Date.now() + answer.expires_in * 1000,
  };
}

export const session = new Session();
