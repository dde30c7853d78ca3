/** Whether a key press belongs to what is being typed into, or to a dialog above the page. */
export function isTyping(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.composedPath()[0];
  if (target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) return true;
  return document.querySelector("dialog[open]") !== null;
}
