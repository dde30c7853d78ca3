const SVG = "http://www.w3.org/2000/svg";

/** The sign post of the favicon, in the colours of the theme. */
export function logo() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "logo");
  svg.setAttribute("viewBox", "0 0 32 32");
  svg.setAttribute("aria-hidden", "true");
  const shapes = [
    ["rect", { class: "ground", width: 32, height: 32, rx: 8 }],
    ["path", { class: "post", d: "M7 9.5h18M16 9.5V25" }],
    ["path", { class: "arm", d: "M16 15.5h6.5l2.2 2.1-2.2 2.1H16z" }],
  ];
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    svg.append(shape);
  }
  return svg;
}
