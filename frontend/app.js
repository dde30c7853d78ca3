import "./parts/app-header.js";
import "./parts/offline-ribbon.js";
import "./parts/toast-stack.js";
import { live } from "./core/live.js";
import { Router } from "./core/router.js";
import { session } from "./core/session.js";
import { toast } from "./parts/toast-stack.js";

const routes = [
  { path: "/", tag: "shop-screen", load: () => import("./screens/shop/shop-screen.js") },
  { path: "/cart", tag: "cart-screen", load: () => import("./screens/cart/cart-screen.js") },
  { path: "/orders", tag: "orders-screen", signedIn: true, load: () => import("./screens/orders/orders-screen.js") },
  { path: "/orders/:id", tag: "order-screen", signedIn: true, load: () => import("./screens/order/order-screen.js") },
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

// The socket lives exactly as long as the session, whichever screen is open.
session.addEventListener("change", ({ detail }) => {
  if (session.user) {
    live.start(session.user.user_id);
    return;
  }
  live.stop();
  if (detail?.reason === "expired") {
    toast("Your session has ended. Sign in to continue.");
  }
  router.guard();
});
if (session.user) {
  live.start(session.user.user_id);
}

await router.start();

// Fetch the remaining screens while nothing is happening: losing the network later does not lose the way around.
const whenIdle = window.requestIdleCallback ?? ((run) => setTimeout(run, 1500));
whenIdle(() => Promise.allSettled([...routes, notFound].map((route) => route.load())));
