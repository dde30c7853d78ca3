/** Where a customer's stream is. Without a token (a guest of a demonstration) no subprotocol is offered. */
export function customerStream(userId, token) {
  return {
    url: `${socketBase()}/ws/orders/${encodeURIComponent(userId)}`,
    protocols: token ? [`bearer.${token}`] : [],
  };
}

/** Where the stream of one order is that is followed by a link. */
export function trackingStream(token) {
  return { url: `${socketBase()}/ws/track/${encodeURIComponent(token)}`, protocols: [] };
}

function socketBase() {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}`;
}
