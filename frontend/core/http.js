import { clock } from "./clock.js";
import { Problem } from "./problem.js";
import { reach } from "./reach.js";

const BASE = "/api/v1";
const TIMEOUT_MS = 20_000;

/**
 * One request to the API: JSON in, JSON out, a `Problem` for everything else. `csv` is sent in place of a JSON body,
 * `as: "text"` answers the text as it came, `ifMatch` is the entity tag that a change builds on. `base` is for the few
 * paths beside the API. When the caller's own signal aborts, the AbortError passes through unchanged.
 */
export async function send(method, path, options = {}) {
  const { body, csv, token, idempotencyKey, ifMatch, signal, as = "json", base = BASE } = options;
  const headers = { Accept: as === "json" ? "application/json" : "*/*" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (csv !== undefined) headers["Content-Type"] = "text/csv";
  if (ifMatch) headers["If-Match"] = ifMatch;
  if (token) headers.Authorization = `Bearer ${token}`;
  if (idempotencyKey) headers["Idempotency-Key"] = idempotencyKey;

  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response;
  let result = null;
  try {
    response = await fetch(base + path, {
      method,
      headers,
      body: body === undefined ? csv : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    clock.learn(response.headers.get("Date"));
    reach.answered();
    if (response.ok && response.status !== 204) result = await response[as]();
  } catch (error) {
    if (signal?.aborted) throw error;
    reach.failed();
    throw timeout.aborted ? Problem.timeout() : Problem.network();
  }
  if (!response.ok) throw await Problem.from(response);
  return result;
}

/** A path with the parameters that are set; empty ones are left out. */
export function withQuery(path, params) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== "" && value !== null && value !== undefined) query.set(name, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** 128 random bits in hexadecimal; works where `crypto.randomUUID` does not (plain http on a local network). */
export function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
