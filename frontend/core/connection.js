import { IDLE } from "./live-socket.js";

/** The state of whatever feeds the page with updates, for the pill. Dispatches `state` whenever something changes. */
class Connection extends EventTarget {
  #sources = new Map();

  /** Of the source that was begun last: `{state, position, attempt, retryAt, heardAt, way, retry}`. */
  get status() {
    return [...this.#sources.values()].at(-1) ?? IDLE;
  }

  get state() {
    return this.status.state;
  }

  /** Notes the status of a source; an idle one is forgotten. */
  show(source, status) {
    if (status.state === "idle") this.#sources.delete(source);
    else this.#sources.set(source, status);
    this.dispatchEvent(new Event("state"));
  }
}

export const connection = new Connection();
