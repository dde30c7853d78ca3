/**
 * Everything that can go wrong with a request, in the shape of the server's problem+json.
 * `code` is stable; `network` and `timeout` are ours and mean that the outcome is not known.
 */
export class Problem extends Error {
  constructor({ status = 0, code = "unknown", title = "Something went wrong", detail = "", requestId = "",
    errors = [], retryAfter = 0 }) {
    super(detail || title);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.requestId = requestId;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }

  static network() {
    return new Problem({
      code: "network",
      title: "No connection",
      detail: "The server could not be reached. Check your connection and try again.",
    });
  }

  static timeout() {
    return new Problem({
      code: "timeout",
      title: "This is taking too long",
      detail: "The server did not answer in time. Try again in a moment.",
    });
  }

  /** Reads an answer outside 2xx. Anything that is not problem+json still becomes a presentable problem. */
  static async from(response) {
    const fields = {
      status: response.status,
      requestId: response.headers.get("X-Request-Id") ?? "",
      retryAfter: retryAfterSeconds(response.headers.get("Retry-After")),
    };
    const body = await readJSON(response);
    return new Problem({
      ...fields,
      code: body.code ?? `http_${response.status}`,
      title: body.title ?? defaultTitle(response.status),
      detail: typeof body.detail === "string" ? body.detail : "",
      requestId: body.request_id ?? fields.requestId,
      errors: Array.isArray(body.errors) ? body.errors : [],
    });
  }

  /** The request may or may not have had its effect. */
  get isUncertain() {
    return this.status === 0 || this.status >= 500;
  }

  get isConnection() {
    return this.status === 0;
  }

  /** The validation message for the field at a JSON pointer's end, if there is one. */
  errorFor(...names) {
    const match = this.errors.find(({ pointer }) => names.includes(lastSegment(pointer)));
    return match?.detail ?? "";
  }
}

/** The last segment of a JSON pointer, with or without the `#` of its URI form. */
export function lastSegment(pointer) {
  return String(pointer ?? "").split("/").at(-1).replaceAll("~1", "/").replaceAll("~0", "~");
}

async function readJSON(response) {
  try {
    const body = await response.json();
    return body !== null && typeof body === "object" ? body : {};
  } catch {
    // A proxy's HTML page or an empty body: the status alone has to do.
    return {};
  }
}

function retryAfterSeconds(value) {
  const seconds = Number(value);
  return value !== null && Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : 0;
}

function defaultTitle(status) {
  if (status === 403) return "Not allowed";
  if (status === 404) return "Not found";
  if (status === 429) return "Too many requests";
  if (status >= 500) return "The server has a problem";
  return "The request was not accepted";
}
