const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** Reads Prometheus's text format into `[{name, labels, value}]`. */
export function parseExposition(text) {
  const samples = [];
  for (const line of text.split("\n")) {
    const found = line.startsWith("#") ? null : LINE.exec(line);
    if (!found) continue;
    const labels = {};
    for (const [, name, value] of (found[2] ?? "").matchAll(LABEL)) labels[name] = value;
    samples.push({ name: found[1], labels, value: Number(found[3]) });
  }
  return samples;
}

/** Turns two readings of the server's figures into what the `metrics` channel tells; absent is what is not known. */
export class MetricsReader {
  #before = null;

  /** `now` in milliseconds. Answers null for the first reading, which has no rates yet. */
  read(text, now) {
    const samples = parseExposition(text);
    const reading = summarise(samples, now);
    const before = this.#before;
    this.#before = reading;
    const seconds = before ? (now - before.now) / 1000 : 0;
    const rate = (field) => (seconds > 0 ? Math.max(0, reading[field] - before[field]) / seconds : undefined);
    const data = {
      orders_by_status: reading.byStatus, groups: reading.groups, memory_bytes: reading.memory,
      sockets: reading.sockets, commit_ms: quantiles(samples, "txn_commit_seconds"),
      orders_per_second: rate("orders"), orders_shipped_per_second: rate("shipped"),
      requests_per_second: rate("requests"), errors_per_second: rate("errors"),
    };
    return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
  }
}

function summarise(samples, now) {
  const sum = (name, keep = () => true) =>
    samples.filter((sample) => sample.name === name && keep(sample.labels)).reduce((all, { value }) => all + value, 0);
  const byStatus = {};
  const lag = new Map();
  for (const { name, labels, value } of samples) {
    if (name === "orders_by_status") byStatus[labels.status] = value;
    if (name === "consumer_lag") lag.set(labels.group, (lag.get(labels.group) ?? 0) + value);
  }
  return {
    now, byStatus,
    groups: [...lag].map(([group, behind]) => ({ group, lag: behind })),
    orders: Object.values(byStatus).reduce((all, value) => all + value, 0),
    shipped: (byStatus.shipped ?? 0) + (byStatus.delivered ?? 0),
    requests: sum("http_requests_total"),
    errors: sum("http_requests_total", ({ code }) => code?.startsWith("5")),
    memory: sum("process_resident_memory_bytes") || undefined,
    sockets: sum("ws_connections"),
  };
}

/** Upper bounds, in milliseconds, of the buckets that hold the median and the 99th percentile. */
function quantiles(samples, name) {
  const buckets = samples.filter((sample) => sample.name === `${name}_bucket`)
    .map(({ labels, value }) => ({ bound: Number(labels.le.replace("+Inf", "Infinity")), value }));
  const total = buckets.at(-1)?.value ?? 0;
  if (total === 0) return undefined;
  const at = (share) => {
    const { bound } = buckets.find(({ value }) => value >= total * share);
    return bound === Infinity ? buckets.at(-2).bound * 1000 : bound * 1000;
  };
  return { p50: at(0.5), p99: at(0.99) };
}
