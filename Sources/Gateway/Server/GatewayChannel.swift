import Hummingbird
import HummingbirdCore
import Logging
package import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOPosix

/// A connection as the accept loop sees it: what it speaks is known with its first request.
struct GatewayConnection: ServerChildChannelValue {
    let channel: any Channel
    /// The HTTP stream; nil when the connection became a WebSocket or ended before.
    let stream: EventLoopFuture<HTTPConnection.Stream?>
}

/// Sets up accepted connections: HTTP/1.1 with keep-alive and pipelining, and the upgrade to WebSocket.
struct GatewayChannel: HTTPChannelHandler {
    typealias Value = GatewayConnection

    let responder: HTTPChannelHandler.Responder
    let limits: ServerLimits
    let upgrades: WebSocketUpgrades
    let connections: ConnectionTable
    let services: LoopServicesTable
    let transport: GatewayTransport
    let requestIDs: RequestIDs

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<GatewayConnection> {
        channel.eventLoop.makeCompletedFuture {
            let decided = channel.eventLoop.makePromise(of: HTTPConnection.Stream?.self)
            let connection = GatewayConnection(channel: channel, stream: decided.futureResult)
            guard self.connections.admit(channel) else {
                logger.debug("Connection limit reached")
                decided.succeed(nil)
                channel.close(promise: nil)
                return connection
            }
            do {
                try self.transport.prepare?(channel)
                try self.addHandlers(to: channel, decided: decided)
            } catch {
                decided.succeed(nil)
                channel.close(promise: nil)
                throw error
            }
            return connection
        }
    }

    private func addHandlers(to channel: any Channel, decided: EventLoopPromise<HTTPConnection.Stream?>) throws {
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        // Single fields and the target are measured after decoding, where 414 and 431 can be told apart.
        decoderLimits.maxHeaderFieldSize = self.limits.headerBytes
        decoderLimits.maxHeaderListSize = self.limits.headerBytes
        decoderLimits.maxHeaderFieldCount = self.limits.headerFields
        let meter = WireMeter()
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: decoderLimits)
        try channel.pipeline.syncOperations.addHandlers(
            meter,
            HTTPResponseEncoder(),
            ByteToMessageHandler(decoder),
            HTTPConnection(
                limits: self.limits,
                scheme: self.transport.scheme,
                upgrades: self.upgrades,
                services: self.services.services(of: channel.eventLoop),
                meter: meter,
                requestIDs: self.requestIDs,
                decided: decided
            )
        )
    }

    /// Serves an HTTP connection to its end; returns at once for a WebSocket, which lives on its event loop alone.
    func handle(value: GatewayConnection, logger: Logger) async {
        do {
            guard let stream = try await value.stream.get() else { return }
            await self.handleHTTP(asyncChannel: stream, logger: logger)
        } catch {
            logger.debug("Connection failed", metadata: ["error": "\(error)"])
        }
    }
}

/// What lies between the socket and HTTP.
package struct GatewayTransport: Sendable {
    /// `http` or `https`; what requests carry as their scheme.
    package let scheme: String
    /// Runs on the event loop of a new connection before the HTTP handlers are added: the place for a TLS handler.
    package let prepare: (@Sendable (any Channel) throws -> Void)?

    /// Plain TCP.
    package static let plain = GatewayTransport(scheme: "http", prepare: nil)

    package init(scheme: String, prepare: (@Sendable (any Channel) throws -> Void)?) {
        self.scheme = scheme
        self.prepare = prepare
    }
}
