import HTTPTypes

extension ErrorCatalogue {
    /// What the socket layer answers by itself, after which it closes the connection; and WebSockets.
    static let connection = ErrorFamily(
        title: "Connections",
        entries: [
            ErrorEntry(
                .malformedRequest,
                .badRequest,
                "The request is not HTTP/1.1",
                explanation: """
                    The bytes are no HTTP request, or its framing can be read in two ways (two lengths, a length \
                    beside chunks). The request was not looked at, and the connection is closed.
                    """,
                remedy: "Speak HTTP/1.1 to this port; TLS is for the proxy in front of it."
            ),
            ErrorEntry(
                .invalidHost,
                .badRequest,
                "The Host header is not right",
                explanation: """
                    A request needs exactly one `Host` header field with a host in it. The request was not looked \
                    at, and the connection is closed.
                    """,
                remedy: "Send one `Host` with the name or address and port of the server."
            ),
            ErrorEntry(
                .invalidTarget,
                .badRequest,
                "The request's target is not a path",
                explanation: """
                    The server is no proxy: the target has to be an absolute path, or `*` with `OPTIONS`. The \
                    request was not looked at, and the connection is closed.
                    """,
                remedy: "Send the path from its first slash on."
            ),
            ErrorEntry(
                .requestTimeout,
                .requestTimeout,
                "The request did not arrive in time",
                explanation: """
                    The head or the body of the request was begun and came too slowly, or stopped. The request was \
                    not carried out, and the connection is closed.
                    """,
                remedy: "Send it again on a new connection."
            ),
            ErrorEntry(
                .targetTooLong,
                .uriTooLong,
                "The request's target is too long",
                explanation: "Path and query are longer than the server reads. The connection is closed.",
                remedy: "Send fewer or shorter parameters."
            ),
            ErrorEntry(
                .headersTooLarge,
                .requestHeaderFieldsTooLarge,
                "The header fields are too large",
                explanation: """
                    There are too many header fields, or they are too long, each or together; cookies of other \
                    programs on the same host are the usual reason. The connection is closed.
                    """,
                remedy: "Send fewer or shorter header fields."
            ),
            ErrorEntry(
                .expectationFailed,
                .expectationFailed,
                "The expectation cannot be met",
                explanation: """
                    The header `Expect` asks for something other than `100-continue`. The request was not carried \
                    out, and the connection is closed.
                    """,
                remedy: "Leave the header out."
            ),
            ErrorEntry(
                .invalidUpgrade,
                .badRequest,
                "The WebSocket handshake is not valid",
                explanation: """
                    A request asks for WebSocket without a proper `Sec-WebSocket-Key`, with a body, or not as the \
                    first one of its connection. No WebSocket was opened, and the connection is closed.
                    """,
                remedy: "Open a connection of its own for each WebSocket, as every client library does."
            ),
            ErrorEntry(
                .unsupportedWebSocketVersion,
                .upgradeRequired,
                "Only version 13 of the WebSocket protocol is spoken",
                explanation: """
                    `Sec-WebSocket-Version` is missing or names another version; the answer says which one is \
                    spoken. No WebSocket was opened, and the connection is closed.
                    """,
                remedy: "Use a client of RFC 6455."
            ),
            ErrorEntry(
                .tooManyConnections,
                .tooManyRequests,
                "Too many connections",
                explanation: """
                    The user has five WebSockets open, which is as many as there may be. No further one was opened, \
                    and the open ones are not affected.
                    """,
                remedy: "Close one of the five connections first."
            ),
        ]
    )
}
