const NAMESPACE = "http://www.w3.org/2000/svg";

/** Creates an SVG element; children are elements, or a string for text. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.flat());
  return element;
}

/** The `d` of a line through points, leaving gaps where a value is missing. */
export function linePath(points) {
  let isDown = false;
  return points.map(([x, y]) => {
    if (y === null) {
      isDown = false;
      return "";
    }
    const step = `${isDown ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    isDown = true;
    return step;
  }).join("");
}
