/// Every limit the socket layer enforces, each with its unit in its name or its type.
///
/// The values of `init()` are the product's; tests shorten the times. A timeout never fires early and at most two
/// `sweepInterval`s late, because deadlines are looked at once per sweep and not by a timer per request.
package struct ServerLimits: Sendable {
    // MARK: Connections

    /// Connections of any kind held open at once; further ones are closed at accept.
    package var connections = 10_000
    /// Connections from one address (one /64 for IPv6) held open at once. Loopback is exempt: it is a proxy or a tool.
    package var connectionsPerAddress = 200
    /// Whether `connectionsPerAddress` counts loopback as well.
    package var countsLoopbackConnections = false
    /// Length of the kernel's queue of connections that were not accepted yet.
    package var acceptBacklog = 1_024
    /// Requests served on one connection before the server closes it.
    package var requestsPerConnection = 100_000

    // MARK: Request heads

    /// Bytes of the request target; longer is 414.
    package var targetBytes = 8 * 1_024
    /// Bytes of one header field, name and value; longer is 431.
    package var headerFieldBytes = 8 * 1_024
    /// Bytes of the target and all header fields together; more is 431.
    package var headerBytes = 16 * 1_024
    /// Number of header fields; more is 431.
    package var headerFields = 64

    // MARK: Request bodies

    /// Bytes of one request body, whatever the route; more is 413. Routes may set less.
    package var bodyBytes = 1_024 * 1_024
    /// Bytes that chunk sizes and extensions may add to a body before it is refused with 400.
    package var chunkOverheadBytes = 16 * 1_024
    /// Times the size of the body itself that chunk framing may add on top of `chunkOverheadBytes`.
    package var chunkOverheadFactor = 8
    /// Bytes still missing from a body that are read and dropped after an early answer to keep the connection.
    package var drainedBodyBytes = 64 * 1_024

    // MARK: Times

    /// How often the deadlines of all connections of an event loop are looked at.
    package var sweepInterval = Duration.milliseconds(500)
    /// From the first byte of a request (from accept for the first request) to the end of its head.
    package var headTimeout = Duration.seconds(10)
    /// Time a body may take in all; time in which the server itself does not read is not counted.
    package var bodyTimeout = Duration.seconds(30)
    /// Time before `bodyBytesPerSecond` is asked for.
    package var bodyRateGrace = Duration.seconds(5)
    /// Average rate a body must keep after `bodyRateGrace`.
    package var bodyBytesPerSecond = 1_024
    /// Time a connection may wait for its next request.
    package var keepAliveTimeout = Duration.seconds(60)
    /// Time in which a client must take at least one byte of what is written to it.
    package var writeStallTimeout = Duration.seconds(30)
    /// Time a half-closed connection waits for the peer's close.
    package var lingerTimeout = Duration.seconds(5)
    /// Time requests in flight have to finish in a graceful shutdown before their connections are cut.
    package var shutdownTimeout = Duration.seconds(8)

    /// The limits of upgraded connections.
    package var webSocket = WebSocketLimits()

    /// The product's limits.
    package init() {}
}

/// The limits of one WebSocket connection.
package struct WebSocketLimits: Sendable {
    /// Bytes of one frame's payload; more is 1009.
    package var frameBytes = 16 * 1_024
    /// Bytes of one message after reassembly; more is 1009.
    package var messageBytes = 64 * 1_024
    /// Frames one message may be cut into; more is 1009.
    package var fragments = 16
    /// Messages and pings a client may send per second in the long run; more is 1008.
    package var messagesPerSecond = 20
    /// Messages and pings a client may send at once.
    package var messageBurst = 40
    /// Messages waiting to be taken by the client, those already handed to the socket included; more is 1013.
    package var queuedMessages = 256
    /// Bytes waiting to be taken by the client, those already handed to the socket included; more is 1013.
    package var queuedBytes = 1_024 * 1_024
    /// Bytes handed to the socket at a time; the rest stays in the queue, where it can be dropped at once.
    package var batchBytes = 64 * 1_024
    /// Time between two pings.
    package var pingInterval = Duration.seconds(25)
    /// Time a client has to send anything after a ping.
    package var pongTimeout = Duration.seconds(20)
    /// Time a client has to take a batch before it is cut off with 1013.
    package var writeStallTimeout = Duration.seconds(30)
    /// Time from the start of the closing handshake to the cut.
    package var closeTimeout = Duration.seconds(5)
    /// Time between two calls of `WebSocketSessionHandler.sessionTicked`.
    package var tickInterval = Duration.seconds(30)

    /// The product's limits.
    package init() {}
}
