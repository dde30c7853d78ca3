import { AdminFeed } from "./admin-feed.js";
import { Problem } from "./problem.js";

/** Second choice: the log as server-sent events, read with `fetch` so that the token stays out of the address. */
export class AdminStream extends AdminFeed {
  static label = "Server-sent events";

  #position = null;
  #token = null;

  async open(token) {
    this.#token = token;
    await super.open(token);
  }

  async begin() {
    const headers = { Accept: "text/event-stream", Authorization: `Bearer ${this.#token}` };
    if (this.#position) headers["Last-Event-ID"] = this.#position;
    let response;
    try {
      response = await fetch("/api/v1/stream", { headers, cache: "no-store", signal: this.signal });
    } catch (error) {
      if (this.signal.aborted) throw error;
      throw Problem.network();
    }
    if (!response.ok) {
      if (response.status === 410) this.#position = null;
      throw await Problem.from(response);
    }
    this.handlers.opened(this.#position);
    this.#read(response.body);
  }

  async #read(body) {
    let rest = "";
    try {
      for await (const text of chunks(body)) {
        const blocks = (rest + text).split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) this.#take(block);
      }
      throw Problem.network();
    } catch (problem) {
      if (!this.signal.aborted) this.fail(problem instanceof Problem ? problem : Problem.network());
    }
  }

  #take(block) {
    const data = block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
    if (!data) return;
    const event = JSON.parse(data);
    this.#position = event.position;
    this.spread(event);
  }
}

async function* chunks(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    yield value;
  }
}
