import { h } from "../core/dom.js";
import { icon } from "./icon.js";

/** Previous and next with the place in between; nothing at all when there is only one page. */
export function pageNav({ page, pageSize, total, hasMore, hrefOf }) {
  if (page === 1 && !hasMore) return null;
  const pages = Number.isFinite(total) ? Math.max(1, Math.ceil(total / pageSize)) : null;
  return h("nav", { class: "page-nav", "aria-label": "Pages" },
    step({ enabled: page > 1, href: hrefOf(page - 1), rel: "prev", label: "Newer", before: icon("back") }),
    h("span", { class: "soft figures" }, pages ? `Page ${page} of ${pages}` : `Page ${page}`),
    step({ enabled: hasMore, href: hrefOf(page + 1), rel: "next", label: "Older", after: icon("forward") }));
}

function step({ enabled, href, rel, label, before = null, after = null }) {
  return enabled
    ? h("a", { class: "button", href, rel }, before, label, after)
    : h("span", { class: "button", "aria-disabled": "true", role: "link" }, before, label, after);
}
