import { send } from "./http.js";

let paths = null;

/**
 * Whether this server has a route, by its own description: `hasRoute("/admin/dlq")`. A newer control room may look at
 * an older server. When the description cannot be read, everything is taken to be there.
 */
export async function hasRoute(path) {
  paths ??= send("GET", "/openapi.json", { base: "" }).then((document) => new Set(Object.keys(document.paths)))
    .catch(() => null);
  const known = await paths;
  return known === null || known.has(`/api/v1${path}`) || known.has(path);
}
