// One of these runs for all tabs of the control room, so that they share one socket.
import { AdminHub } from "./admin-hub.js";

const hub = new AdminHub();
self.addEventListener("connect", ({ ports }) => hub.attach(ports[0]));
