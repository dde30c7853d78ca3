/**
 * Installs the service worker that keeps the shop's own files, so that the page opens while the server restarts or the
 * network is gone. It never keeps answers of the API. `page` is the address whose page is kept. Without support (or
 * over plain http) nothing happens.
 */
export async function keepShell(page = "/") {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  } catch {
    // Without the worker the shop works the same, as long as the server is there.
    return;
  }
  const registration = await navigator.serviceWorker.ready;
  // What was loaded before the worker was there is in the browser's cache: from there it goes into the worker's.
  const files = performance.getEntriesByType("resource").map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/assets/"))
    .map(({ pathname }) => pathname);
  registration.active.postMessage({ type: "keep", page, files: [...new Set(files)] });
}
