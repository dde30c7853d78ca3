import "./parts/app-header.js";
import "./parts/cart-drawer.js";
import "./parts/offline-ribbon.js";
import "./parts/shop-footer.js";
import "./parts/toast-stack.js";
import { guest } from "./core/guest.js";
import { live } from "./core/live.js";
import { keepShell } from "./core/offline-shell.js";
import { Router } from "./core/router.js";
import { session } from "./core/session.js";
import { shopInfo } from "./core/shop-info.js";
import { toast } from "./parts/toast-stack.js";

const routes = [
  { path: "/", tag: "shop-screen", load: () => import("./screens/shop/shop-screen.js") },
  { path: "/products/:id", tag: "product-screen", load: () => import("./screens/product/product-screen.js") },
  { path: "/cart", tag: "cart-screen", load: () => import("./screens/cart/cart-screen.js") },
  { path: "/orders", tag: "orders-screen", signedIn: true, load: () => import("./screens/orders/orders-screen.js") },
  {
    path: "/orders/:id", tag: "order-screen", load: () => import("./screens/order/order-screen.js"),
    signedIn: ({ id }) => !guest.owns(id),
  },
  { path: "/track/:token", tag: "track-screen", load: () => import("./screens/track/track-screen.js") },
  {
    path: "/account", tag: "account-screen", signedIn: true,
    load: () => import("./screens/account/account-screen.js"),
  },
  {
    path: "/account/webhooks", tag: "webhooks-screen", signedIn: true,
    load: () => import("./screens/webhooks/webhooks-screen.js"),
  },
  { path: "/sign-in", tag: "sign-in-screen", load: () => import("./screens/sign-in/sign-in-screen.js") },
  { path: "/sign-up", tag: "sign-up-screen", load: () => import("./screens/sign-in/sign-up-screen.js") },
];
const notFound = { tag: "not-found-screen", load: () => import("./screens/not-found/not-found-screen.js") };

await session.restore();

const router = new Router({
  routes,
  notFound,
  outlet: document.querySelector("#main"),
  isSignedIn: () => session.user !== null,
});

/** The socket lives as long as the session, whichever screen is open; a guest's as long as the shop is a demo. */
async function follow() {
  if (session.user) {
    live.start({ userId: session.user.user_id, isGuest: false });
    return;
  }
  live.stop();
  const isGuest = guest.hasOrdered && (await shopInfo()).isDemo;
  if (isGuest && !session.user) live.start({ userId: guest.id, isGuest: true });
}

session.addEventListener("change", ({ detail }) => {
  follow();
  if (session.user) return;
  if (detail?.reason === "expired") toast("Your session has ended. Sign in to continue.");
  router.guard();
});
follow();

await router.start();

// Fetch the remaining screens while nothing is happening: losing the network later does not lose the way around.
const whenIdle = window.requestIdleCallback ?? ((run) => setTimeout(run, 1500));
whenIdle(async () => {
  await Promise.allSettled([...routes, notFound].map((route) => route.load()));
  await keepShell();
});
