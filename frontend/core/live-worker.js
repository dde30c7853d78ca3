// The shared worker behind core/live.js: one socket for each customer, however many tabs are open. It has no tokens of
// its own; it asks the tabs for one whenever it connects.

import { customerStream } from "./live-address.js";
import { LiveSocket } from "./live-socket.js";

const ANSWER_WITHIN_MS = 4_000;

/** The tabs of one customer and their socket. */
class Room {
  #userId;
  #ports = new Set();
  #questions = new Map();
  #socket = new LiveSocket({
    address: (attempt) => this.#address(attempt),
    tell: (type, detail) => this.#tellAll({ type, detail }),
  });

  constructor(userId) {
    this.#userId = userId;
  }

  get isEmpty() {
    return this.#ports.size === 0;
  }

  join(port) {
    this.#ports.add(port);
    this.#socket.start();
    port.postMessage({ type: "status", detail: this.#socket.status });
    // What happened between the tab's own reading and this moment.
    if (this.#socket.status.state === "live") port.postMessage({ type: "resync" });
  }

  leave(port) {
    this.#ports.delete(port);
    if (this.isEmpty) this.#socket.stop();
  }

  receive(port, { type, id, answer, isOnline }) {
    // A tab that was frozen when it was asked, and is back.
    if (!this.#ports.has(port)) this.join(port);
    if (type === "retry") this.#socket.retryNow();
    if (type === "network") this.#socket.isOnline = isOnline;
    if (type === "answer") this.#questions.get(id)?.(answer);
  }

  async #address({ attempt }) {
    for (const port of [...this.#ports].reverse()) {
      const answer = await this.#ask(port, attempt);
      if (answer) return answer.isRefused ? null : customerStream(this.#userId, answer.token);
      // A tab that is gone without a word, or frozen.
      this.#ports.delete(port);
    }
    if (this.isEmpty) this.#socket.stop();
    return null;
  }

  /** Resolves to `{token, isRefused}`, or to null when the tab does not answer. */
  #ask(port, attempt) {
    const id = crypto.getRandomValues(new Uint32Array(1))[0];
    return new Promise((resolve) => {
      const settle = (answer) => {
        clearTimeout(timer);
        this.#questions.delete(id);
        resolve(answer);
      };
      const timer = setTimeout(settle, ANSWER_WITHIN_MS, null);
      this.#questions.set(id, settle);
      port.postMessage({ type: "question", id, attempt });
    });
  }

  #tellAll(message) {
    for (const port of this.#ports) port.postMessage(message);
  }
}

const rooms = new Map();
const places = new Map();

function leave(port) {
  const userId = places.get(port);
  places.delete(port);
  const room = rooms.get(userId);
  room?.leave(port);
  if (room?.isEmpty) rooms.delete(userId);
}

function join(port, userId) {
  leave(port);
  if (!rooms.has(userId)) rooms.set(userId, new Room(userId));
  places.set(port, userId);
  rooms.get(userId).join(port);
}

self.addEventListener("connect", ({ ports: [port] }) => {
  port.addEventListener("message", ({ data }) => {
    if (data.type === "join") join(port, data.userId);
    else if (data.type === "leave") leave(port);
    else rooms.get(places.get(port))?.receive(port, data);
  });
  port.start();
});
