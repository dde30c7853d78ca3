/**
 * Where the navigation, the palette and the `g` keys lead. `demoOnly` is for servers that run as a demonstration;
 * `route` is what the server needs to have.
 */
export const PLACES = [
  { path: "/admin", label: "Overview", icon: "gauge", key: "h" },
  { path: "/admin/orders", label: "Orders", icon: "receipt", key: "o" },
  { path: "/admin/stock", label: "Products and stock", icon: "box", key: "p", section: "Shop" },
  { path: "/admin/customers", label: "Customers", icon: "group", key: "c" },
  { path: "/admin/topics", label: "Topics", icon: "layers", key: "t", section: "Log", route: "/admin/topics" },
  { path: "/admin/groups", label: "Consumer groups", icon: "history", key: "g", route: "/admin/groups" },
  { path: "/admin/dead-letters", label: "Dead letters", icon: "letter", key: "d", badge: "deadLetters",
    route: "/admin/dlq" },
  { path: "/admin/webhooks", label: "Webhooks", icon: "link", key: "w", section: "Connections", badge: "pausedWebhooks",
    route: "/webhooks" },
  { path: "/admin/notifications", label: "Notifications", icon: "mail", key: "n", route: "/notifications" },
  { path: "/admin/api-keys", label: "API keys", icon: "key", key: "k" },
  { path: "/admin/alerts", label: "Alerts", icon: "siren", key: "a", section: "Watch", badge: "alerts" },
  { path: "/admin/audit", label: "Audit", icon: "clipboard", key: "u", route: "/admin/audit" },
  { path: "/admin/lab", label: "Lab", icon: "flask", key: "l", section: "Demonstration", demoOnly: true },
];

/** The places of the bar at the bottom edge of narrow screens; the rest is behind the menu. */
export const THUMB_PLACES = ["/admin", "/admin/orders", "/admin/stock", "/admin/dead-letters"];
