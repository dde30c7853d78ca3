import { connection } from "./connection.js";
import { trackingStream } from "./live-address.js";
import { LiveSocket } from "./live-socket.js";

/**
 * Follows the one order behind a tracking link until `signal` aborts. `tell(type, detail)` hears `order` (an update),
 * `resync` and `status`.
 */
export function followTracking(token, signal, tell) {
  const source = `tracking ${token}`;
  const socket = new LiveSocket({
    address: async () => trackingStream(token),
    tell(type, detail) {
      if (type === "status") {
        connection.show(source, { ...detail, way: "this tracking link", retry: () => socket.retryNow() });
      }
      tell(type, detail);
    },
  });
  const listen = (target, type, run) => target.addEventListener(type, run, { signal });
  listen(window, "online", () => {
    socket.isOnline = true;
  });
  listen(window, "offline", () => {
    socket.isOnline = false;
  });
  listen(document, "visibilitychange", () => {
    if (document.visibilityState === "visible") socket.retryNow();
  });
  signal.addEventListener("abort", () => socket.stop());
  socket.start();
}
