const SVG = "http://www.w3.org/2000/svg";

/** Stroke drawings on a 24 × 24 grid: one path string per icon. */
const PATHS = {
  again: "M4 12a8 8 0 0 1 14-5.300M18 3v4h-4M20 12a8 8 0 0 1-14 5.300M6 21v-4h4",
  alert: "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.01",
  ban: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.8 5.8l12.4 12.4",
  back: "M19 12H5M11 6l-6 6 6 6",
  box: "M12 3 4 7v10l8 4 8-4V7zM4 7l8 4 8-4M12 11v10",
  card: "M4 5.5h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1zM3 10h18M7 15h3",
  cart: "M3 4h2.2l2.3 11h10.3l2.2-8H6M9 19.5v.01M16.5 19.5v.01",
  check: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.2l2.8 2.8L16 9.5",
  clipboard: "M9 4.5H6a1 1 0 0 0-1 1V20a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V5.500a1 1 0 0 0-1-1h-3M9 3h6v3.500H9z"
    + "M8.5 14l2.3 2.3 4.7-4.8",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.500V12l3 2",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 8h10a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z"
    + "M16 8V4a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h3",
  forward: "M5 12h14M13 6l6 6-6 6",
  home: "M4 11.5 12 4l8 7.500M6 10v10h12V10M9.5 15l2 2 3.5-3.7",
  hook: "M9 13a3.500 3.500 0 1 0 3.500 3.500V4.500a2.500 2.500 0 1 1 5 0M17.5 11a3 3 0 1 1-5 2.200",
  key: "M8 11.500a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12.500 20 3.500M16.5 7l3 3",
  live: "M12 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2zM8.2 15.800a5.4 5.4 0 0 1 0-7.600"
    + "M15.8 8.200a5.4 5.4 0 0 1 0 7.600M5.3 18.700a9.5 9.5 0 0 1 0-13.400M18.7 5.300a9.5 9.5 0 0 1 0 13.4",
  mail: "M4 5.500h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1zM3.5 7l8.5 6 8.5-6",
  minus: "M6 12h12",
  monitor: "M4 4.500h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1zM8.5 20h7M12 16.500V20",
  moon: "M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500z",
  offline: "M3 3l18 18M8.2 15.800a5.4 5.4 0 0 1-.9-6.200M5.3 18.700a9.5 9.5 0 0 1-.7-12.500"
    + "M15.8 8.200a5.4 5.4 0 0 1 1.4 5.100M18.7 5.300a9.5 9.5 0 0 1 1.7 11",
  plus: "M6 12h12M12 6v12",
  printer: "M7 9V3.500h10V9M7 17H4.500V9.500h15V17H17M7 14h10v6.500H7z",
  receipt: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9.5 8h5M9.5 12h5",
  refresh: "M20 12a8 8 0 1 1-2.5-5.800M20 3v4.500h-4.5",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21",
  share: "M12 15V3.500M8 7l4-3.500L16 7M6 11H5v9.500h14V11h-1",
  store: "M4 10v10h16V10M3 10l2-6h14l2 6a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM10 20v-5h4v5",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400"
    + "M17.3 17.300l1.4 1.400M5.3 18.700l1.4-1.400M17.3 6.700l1.4-1.4",
  tick: "M5 12.500l4.5 4.500L19 7.5",
  trash: "M4 7h16M9.5 7V4h5v3M6.5 7l.8 13h9.400l.8-13M10 11v5.500M14 11v5.5",
  truck: "M2.5 6h11.500v10.500H2.500zM14 10h4l3.5 3.500v3H14M7 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"
    + "M17.5 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.500c.8-4 3.8-6 7.5-6s6.7 2 7.5 6",
};

/** Adds the drawings of a part of the product that not every page needs. */
export function addIcons(paths) {
  Object.assign(PATHS, paths);
}

/** A decorative icon: the word next to it, or the label of its button, carries the meaning. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
