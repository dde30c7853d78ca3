import "./icons.js";
import "./shell/control-bar.js";
import "./shell/control-nav.js";
import "../parts/offline-ribbon.js";
import "../parts/toast-stack.js";
import { adminLive } from "../core/admin-live.js";
import { keepShell } from "../core/offline-shell.js";
import { Router } from "../core/router.js";
import { session } from "../core/session.js";
import { toast } from "../parts/toast-stack.js";
import { attention } from "./attention.js";
import { listenForKeys } from "./shell/keys.js";

const screen = (path, name) =>
  ({ path: `/admin${path}`, tag: `${name}-screen`, signedIn: true,
    load: () => import(`./screens/${name}/${name}-screen.js`) });

const routes = [
  screen("", "overview"),
  screen("/orders", "control-orders"),
  screen("/orders/:id", "control-order"),
  screen("/stock", "stock"),
  screen("/stock/:id", "stock-item"),
  screen("/customers", "customers"),
  screen("/customers/:id", "customer"),
  screen("/topics", "topics"),
  screen("/topics/:topic", "topic"),
  screen("/groups", "groups"),
  screen("/groups/:group", "consumer-group"),
  screen("/dead-letters", "letters"),
  screen("/webhooks", "webhooks"),
  screen("/webhooks/:id", "webhook"),
  screen("/notifications", "notifications"),
  screen("/api-keys", "api-keys"),
  screen("/alerts", "alerts"),
  screen("/audit", "audit"),
  screen("/lab", "lab"),
  { ...screen("/sign-in", "control-sign-in"), signedIn: false },
];
const notFound = { tag: "control-not-found-screen", load: () =>
  import("./screens/not-found/control-not-found-screen.js") };
const forbidden = { tag: "forbidden-screen", load: () => import("./screens/forbidden/forbidden-screen.js") };
const isAdmin = () => session.user?.role === "admin";

await session.restore();

const router = new Router({
  routes,
  notFound,
  outlet: document.querySelector("#main"),
  isSignedIn: () => session.user !== null,
  signInPath: "/admin/sign-in",
  instead: (route) => (route.signedIn && !isAdmin() ? forbidden : null),
});

function follow() {
  document.body.dataset.role = session.user?.role ?? "none";
  if (isAdmin()) {
    adminLive.start();
    attention.start();
  } else {
    attention.stop();
    adminLive.stop();
  }
}

// The connection lives exactly as long as an administrator's session, whichever screen is open.
session.addEventListener("change", ({ detail }) => {
  follow();
  if (session.user) return;
  if (detail?.reason === "expired") toast("Your session has ended. Sign in to continue.");
  router.guard();
});
follow();
listenForKeys(router);
await router.start();

// The other screens are fetched and the shell is kept while nothing is happening: a restart does not lose the way
// around.
const whenIdle = window.requestIdleCallback ?? ((run) => setTimeout(run, 1500));
whenIdle(async () => {
  if (isAdmin()) await Promise.allSettled([...routes, notFound].map((route) => route.load()));
  await keepShell("/admin");
});
