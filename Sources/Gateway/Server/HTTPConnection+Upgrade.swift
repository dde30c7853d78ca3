import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOWebSocket

/// What the connections of a server need to become WebSockets.
struct WebSocketUpgrades: Sendable {
    let policy: WebSocketUpgradePolicy
    let limits: WebSocketLimits

    /// Builds the answer of RFC 6455 section 4.2.2.
    private let handshake = NIOWebSocketServerUpgrader(
        shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
        upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededFuture(()) }
    )

    init(policy: @escaping WebSocketUpgradePolicy, limits: WebSocketLimits) {
        self.policy = policy
        self.limits = limits
    }

    /// The header fields of the 101 answer.
    func answer(to head: HTTPRequestHead, on channel: any Channel) -> EventLoopFuture<HTTPHeaders> {
        self.handshake.buildUpgradeResponse(channel: channel, upgradeRequest: head, initialResponseHeaders: [:])
    }
}

/// The way from HTTP to WebSocket. Only the first request of a connection can take it.
extension HTTPConnection {
    func beginUpgrade(
        _ checked: CheckedHead,
        head: HTTPRequestHead,
        context: ChannelHandlerContext
    )
        throws(SocketRefusal)
    {
        guard case .fresh = self.phase else { throw .invalidUpgrade }
        guard head.headers["sec-websocket-version"] == ["13"] else { throw .unsupportedWebSocketVersion }
        let keys = head.headers["sec-websocket-key"]
        guard keys.count == 1, let key = keys.first, Self.isWebSocketKey(key) else { throw .invalidUpgrade }

        self.phase = .deciding(checked.request, head)
        self.idle.restart()
        let request = WebSocketUpgradeRequest(checked.request, remoteAddress: context.remoteAddress)
        let policy = self.upgrades.policy
        let decision = context.eventLoop.makePromise(of: WebSocketUpgradeDecision.self)
        decision.completeWithTask { await policy(request) }
        decision.futureResult.assumeIsolated().whenSuccess { self.act(on: $0) }
    }

    /// Whether `key` is 16 bytes in base64.
    private static func isWebSocketKey(_ key: String) -> Bool {
        key.utf8.count == 24 && key.hasSuffix("==")
            && key.utf8.dropLast(2).allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                    true
                default: false
                }
            }
    }

    private func act(on decision: WebSocketUpgradeDecision) {
        guard let context = self.context, case .deciding(let request, let head) = self.phase else { return }
        // The peer left or the server stops: nobody would close what is opened now.
        guard !self.hasInputClosed && !self.isQuiescing else { return context.close(promise: nil) }
        switch decision {
        case .accept(let subprotocol, let session):
            let answer = self.upgrades.answer(to: head, on: context.channel)
            answer.assumeIsolated().whenComplete { result in
                switch result {
                case .success(var headers):
                    if let subprotocol { headers.add(name: "sec-websocket-protocol", value: subprotocol) }
                    self.upgrade(headers, owner: session, context: context)
                case .failure:
                    self.refuse(.invalidUpgrade, context: context)
                }
            }
        case .reject(let status, let headers, let body):
            self.phase = .refusing(SocketAnswer(status: status, fields: headers, body: body))
            self.writeRefusalIfDue(context)
        case .notWebSocket:
            // Whatever came behind the head belongs to a protocol that is not spoken; the connection ends after this.
            let checked = CheckedHead(request: request, closes: true)
            self.serve(checked, version: head.version, isHead: false, context: context)
            self.body.isIncoming = false
            context.fireChannelRead(self.wrapInboundOut(.end(nil)))
            context.fireChannelReadComplete()
        }
    }

    /// Answers 101 and exchanges the HTTP handlers for the WebSocket ones.
    private func upgrade(_ headers: HTTPHeaders, owner: any WebSocketSessionHandler, context: ChannelHandlerContext) {
        let operations = context.pipeline.syncOperations
        let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        do {
            let decoder = try operations.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let encoder = try operations.handler(type: HTTPResponseEncoder.self)
            try operations.addHandlers(
                ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: self.upgrades.limits.frameBytes)),
                WebSocketConnection(
                    limits: self.upgrades.limits,
                    owner: owner,
                    sweeper: self.sweeper,
                    outbox: self.services.outbox
                )
            )
            // The owner knows its session before the client knows that it has one.
            context.flush()
            // The decoder goes last: frames that came with the request run into the WebSocket handlers.
            operations.removeHandler(self, promise: nil)
            operations.removeHandler(encoder, promise: nil)
            operations.removeHandler(self.meter, promise: nil)
            operations.removeHandler(decoder, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }
}
