package import HTTPTypes
package import NIOCore

/// A request that asks for WebSocket, before it is answered.
package struct WebSocketUpgradeRequest: Sendable {
    /// The target's path, percent-encoded as sent.
    package let path: String
    /// The target's query without `?`, percent-encoded as sent.
    package let query: String?
    /// The header fields; `Host` is `authority`.
    package let headers: HTTPFields
    /// The `Host` header field.
    package let authority: String?
    /// The client's address; nil on a Unix socket.
    package let remoteAddress: SocketAddress?
    /// The subprotocols the client offers, in its order of preference.
    package var offeredSubprotocols: [String] {
        self.headers[values: .secWebSocketProtocol].flatMap { list in
            list.split(separator: ",").map { $0.trimmingBlanks() }
        }
    }

    init(_ request: HTTPRequest, remoteAddress: SocketAddress?) {
        let target = request.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.path = parts.first.map(String.init) ?? target
        self.query = parts.count > 1 ? String(parts[1]) : nil
        self.headers = request.headerFields
        self.authority = request.authority
        self.remoteAddress = remoteAddress
    }
}

/// The answer to a request that asks for WebSocket.
package enum WebSocketUpgradeDecision: Sendable {
    /// 101 with the chosen subprotocol; `session` gets the connection.
    case accept(subprotocol: String? = nil, session: any WebSocketSessionHandler)
    /// A normal HTTP answer, after which the connection is closed.
    case reject(status: HTTPResponse.Status, headers: HTTPFields = [:], body: ByteBuffer = ByteBuffer())
    /// Not a WebSocket resource: the router answers as if no upgrade had been asked for.
    case notWebSocket
}

/// Decides about a request that asks for WebSocket; called off the event loop, before the upgrade.
///
/// An undecided request is cut with `ServerLimits.headTimeout`.
package typealias WebSocketUpgradePolicy = @Sendable (WebSocketUpgradeRequest) async -> WebSocketUpgradeDecision

extension Substring {
    /// Without blanks and tabs at both ends.
    func trimmingBlanks() -> String {
        var rest = self
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
