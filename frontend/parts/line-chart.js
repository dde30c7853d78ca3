import { h } from "../core/dom.js";
import { brief } from "../core/numbers.js";
import { linePath, svg } from "../core/svg.js";

const FIRST_WIDTH = 640;
const HEIGHT = 200;
const LEFT = 44;
const BOTTOM = 22;
const TOP = 10;
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/**
 * Lines over time with axes and a legend. `series`: `[{name, points: [[milliseconds, value]]}]`; each has its colour
 * and its
 * dash, so that they can be told apart without colours. `update(series)` of the answer redraws.
 */
export function lineChart({ label, unit = "", series = [] }) {
  const picture = svg("svg", { role: "img" });
  let drawnLast = series;
  const legend = h("ul", { class: "chart-legend" });
  const element = h("figure", { class: "line-chart" }, picture, legend);
  const update = (lines) => {
    drawnLast = lines;
    const width = Math.round(picture.clientWidth) || FIRST_WIDTH;
    picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    const drawn = lines.filter(({ points }) => points.length > 0);
    const times = drawn.flatMap(({ points }) => points.map(([time]) => time));
    const [from, to] = [Math.min(...times), Math.max(...times)];
    const top = niceTop(Math.max(1, ...drawn.flatMap(({ points }) => points.map(([, value]) => value))));
    const x = (time) => LEFT + (to > from ? (time - from) / (to - from) : 1) * (width - LEFT - 8);
    const y = (value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP);
    const newest = drawn.map(({ name, points }) => `${name} ${brief(points.at(-1)[1])}${unit}`).join(", ");
    picture.setAttribute("aria-label", `${label}: ${newest || "no values yet"}`);
    picture.replaceChildren(
      ...[0, 0.5, 1].flatMap((share) => [
        svg("line", { class: "grid", x1: LEFT, x2: width - 8, y1: y(top * share), y2: y(top * share) }),
        svg("text", { x: LEFT - 6, y: y(top * share) + 4, "text-anchor": "end" }, brief(top * share)),
      ]),
      ...(drawn.length > 0 ? [
        svg("text", { x: LEFT, y: HEIGHT - 5 }, CLOCK.format(from)),
        svg("text", { x: width - 8, y: HEIGHT - 5, "text-anchor": "end" }, CLOCK.format(to)),
      ] : []),
      ...drawn.map(({ name, points }) => svg("path", { class: `line series-${at(lines, name)}`,
        d: linePath(points.map(([time, value]) => [x(time), y(value)])) })));
    legend.replaceChildren(...drawn.map(({ name, points }) => h("li", {},
      svg("svg", { viewBox: "0 0 24 8", "aria-hidden": "true" },
        svg("path", { class: `line series-${at(lines, name)}`, d: "M0 4H24" })),
      name, h("strong", { class: "figures" }, `${brief(points.at(-1)[1])}${unit}`))));
  };
  element.update = update;
  // Drawn for the width it has, so that its words are as large as all others.
  new ResizeObserver(() => update(drawnLast)).observe(picture);
  return element;
}

function at(lines, name) {
  return (lines.findIndex((line) => line.name === name) % 6) + 1;
}

/** The next round figure: 1, 2 or 5 and zeros. */
function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].find((step) => step * power >= value) * power;
}
