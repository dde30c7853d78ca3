const SVG = "http://www.w3.org/2000/svg";
const CELL = 40;
const COLUMNS = 4;
const ROWS = 3;

/** A quiet picture for a product without a photograph: the same id always gives the same pattern. */
export function productArt(productId) {
  const random = seeded(productId);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "product-art");
  svg.setAttribute("viewBox", `0 0 ${COLUMNS * CELL} ${ROWS * CELL}`);
  svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
  svg.setAttribute("aria-hidden", "true");
  const first = 1 + Math.floor(random() * 4);
  const second = 1 + ((first + Math.floor(random() * 3)) % 4);
  const tones = [first, first, second, 5];
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      const tone = tones[Math.floor(random() * tones.length)];
      svg.append(cell(column * CELL, row * CELL, Math.floor(random() * 7), tone));
    }
  }
  return svg;
}

/** One of seven shapes that meet at the edges of their cells: quarter discs, a half disc, a disc or nothing. */
function cell(x, y, shape, tone) {
  const [right, bottom, half] = [x + CELL, y + CELL, CELL / 2];
  const drawings = [
    `M${x} ${y}h${CELL}A${CELL} ${CELL} 0 0 1 ${x} ${bottom}z`,
    `M${right} ${y}v${CELL}A${CELL} ${CELL} 0 0 1 ${x} ${y}z`,
    `M${right} ${bottom}h-${CELL}A${CELL} ${CELL} 0 0 1 ${right} ${y}z`,
    `M${x} ${bottom}v-${CELL}A${CELL} ${CELL} 0 0 1 ${right} ${bottom}z`,
    `M${x} ${y + half}a${half} ${half} 0 0 1 ${CELL} 0z`,
    `M${x + half} ${y}a${half} ${half} 0 1 1 0 ${CELL} ${half} ${half} 0 0 1 0-${CELL}z`,
    "",
  ];
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("class", `tone-${tone}`);
  path.setAttribute("d", drawings[shape]);
  return path;
}

/** Numbers in 0 ..< 1 that depend on the text alone: FNV-1a as the seed of mulberry32. */
function seeded(text) {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ character.codePointAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
