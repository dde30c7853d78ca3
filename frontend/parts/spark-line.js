import { linePath, svg } from "../core/svg.js";

const WIDTH = 120;
const HEIGHT = 32;

/** A line without axes for the shape of the last values; the figure beside it carries the meaning. */
export function sparkLine(values, { tone = "accent" } = {}) {
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, 0) || 1;
  const step = values.length > 1 ? WIDTH / (values.length - 1) : 0;
  const points = values.map((value, at) =>
    [at * step, value === null ? null : HEIGHT - 2 - (value / top) * (HEIGHT - 4)]);
  const line = linePath(points);
  const last = points.findLast(([, y]) => y !== null);
  const first = points.find(([, y]) => y !== null);
  return svg("svg", { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none",
    "aria-hidden": "true", "data-tone-line": tone },
  line && first !== last ? svg("path", { class: "area", d: `${line}L${last[0]} ${HEIGHT}L${first[0]} ${HEIGHT}Z` })
    : [],
  svg("path", { class: "line", d: line }));
}
