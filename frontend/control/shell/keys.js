import { announce } from "../../core/dom.js";
import { session } from "../../core/session.js";
import { isTyping } from "../../core/shortcuts.js";
import { PLACES } from "../places.js";
import { openPalette } from "./command-palette.js";
import { openHelp } from "./help-sheet.js";

const SEQUENCE_WITHIN_MS = 1200;

/** Keys that work everywhere: the palette, help, and `g` followed by a place. */
export function listenForKeys(router) {
  let isGoing = 0;
  document.addEventListener("router:go", ({ detail }) => router.go(detail));
  document.addEventListener("keydown", (event) => {
    if (session.user?.role !== "admin") return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    if (isTyping(event)) return;
    if (Date.now() - isGoing < SEQUENCE_WITHIN_MS) {
      isGoing = 0;
      const place = PLACES.find(({ key }) => key === event.key);
      if (place) {
        event.preventDefault();
        router.go(place.path);
        return;
      }
    }
    if (event.key === "g") {
      isGoing = Date.now();
      announce("Go to …");
    } else if (event.key === "/") {
      event.preventDefault();
      openPalette();
    } else if (event.key === "?") {
      openHelp();
    } else if (event.key === "f") {
      const search = document.querySelector("[data-shortcut=search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
    }
  });
}
