let title = "Tradepost";
let isMarked = false;

/** The page's title; a mark stays in front of it until the tab is looked at. */
export function setTitle(text) {
  title = text;
  paint();
}

/** Something worth a look has happened: a tab in the background shows it in its title and its icon. */
export function callAttention() {
  if (document.visibilityState === "visible") return;
  isMarked = true;
  paint();
}

function paint() {
  const shown = isMarked ? `● ${title}` : title;
  if (document.title !== shown) document.title = shown;
  const link = document.querySelector('link[rel="icon"]');
  const file = isMarked ? "favicon-news.svg" : "favicon.svg";
  const wanted = link.getAttribute("href").replace(/favicon(-news)?\.svg$/, file);
  if (link.getAttribute("href") !== wanted) link.setAttribute("href", wanted);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible" || !isMarked) return;
  isMarked = false;
  paint();
});
