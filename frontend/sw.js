// The service worker: keeps the shop's own files so that the page opens without the server. Answers of the API are
// never kept. The server writes the files' hash into the next line, so that each version has a cache of its own.
const ASSETS = "/assets/";
const CACHE = `shell ${ASSETS}`;
const SHOP = "/";
const CONTROL_ROOM = "/admin";
const ANSWER_WITHIN_MS = 4_000;

// Addresses with a hash never change; without one (files read from a folder) the server is asked first.
const isVersioned = ASSETS !== ["", "assets", ""].join("/");

// Pages that are made by the server, and paths that are none.
const OTHERS = /^\/(api|assets|ws|metrics|health|errors|docs|redoc|openapi\.|postman\.|\.well-known)(\/|$|\w)/;
const isControlRoom = (path) => path === CONTROL_ROOM || path.startsWith(`${CONTROL_ROOM}/`);
const isPage = (path) => path === SHOP || path === CONTROL_ROOM;

self.addEventListener("install", (event) => {
  event.waitUntil(self.skipWaiting());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data?.type === "keep") event.waitUntil(keep([event.data.page ?? SHOP, ...event.data.files]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && !OTHERS.test(url.pathname)) event.respondWith(page(request));
  else if (url.pathname.startsWith(ASSETS)) event.respondWith(file(request));
});

async function keep(paths) {
  const cache = await caches.open(CACHE);
  await Promise.all(paths.map(async (path) => {
    if (isVersioned && !isPage(path) && (await cache.match(path))) return;
    const response = await fetch(path, { headers: isPage(path) ? { Accept: "text/html" } : {} }).catch(() => null);
    if (response?.ok) await cache.put(path, response);
  }));
}

/**
 * The page of now; the kept one when the server does not answer in time or cannot. All paths of the shop share one
 * page, all of the control room another.
 */
async function page(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(isControlRoom(new URL(request.url).pathname) ? CONTROL_ROOM : SHOP,
    { ignoreVary: true });
  try {
    const signal = kept ? AbortSignal.timeout(ANSWER_WITHIN_MS) : undefined;
    const response = await fetch(request.url, { headers: { Accept: "text/html" }, signal });
    return response.status >= 502 && kept ? kept : response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function file(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept && isVersioned) return kept;
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}
