const SVG = "http://www.w3.org/2000/svg";

/** The mark of the favicon, in the colours of the theme. */
export function logo() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "logo");
  svg.setAttribute("viewBox", "0 0 32 32");
  svg.setAttribute("aria-hidden", "true");
  const shapes = [
    ["rect", { class: "ground", width: 32, height: 32, rx: 8 }],
    ["path", { class: "post", d: "M7.5 9.5h14M14.5 9.5V24" }],
    ["circle", { class: "dot", cx: 23, cy: 22.6, r: 3 }],
  ];
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    svg.append(shape);
  }
  return svg;
}
