package import Hummingbird
import HummingbirdCore
package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle

/// The server socket: HTTP requests go to the responder, WebSocket handshakes to the policy.
///
/// A `Service`: `run()` returns after a graceful shutdown. Then nothing is accepted any more, WebSockets are closed
/// with 1012, requests in flight finish, and whatever is left after `ServerLimits.shutdownTimeout` is cut.
package struct GatewayServer<Responder: HTTPResponder>: Service
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    private let limits: ServerLimits
    private let address: BindAddress
    private let responder: Responder
    private let upgradePolicy: WebSocketUpgradePolicy
    private let transport: GatewayTransport
    private let requestIDs: RequestIDs
    private let eventLoopGroup: any EventLoopGroup
    private let logger: Logger
    private let onListening: @Sendable (SocketAddress?) async -> Void
    private let connections: ConnectionTable

    /// A server that listens once it runs.
    ///
    /// - Parameters:
    ///   - address: where to listen; port 0 lets the system choose.
    ///   - responder: answers requests that passed the checks of the socket layer.
    ///   - upgradePolicy: decides about WebSocket handshakes.
    ///   - requestIDs: the ids of requests that are refused before the responder sees them.
    ///   - onListening: called once with the address that was bound.
    package init(
        limits: ServerLimits = ServerLimits(),
        address: BindAddress,
        responder: Responder,
        upgradePolicy: @escaping WebSocketUpgradePolicy = { _ in .notWebSocket },
        transport: GatewayTransport = .plain,
        requestIDs: RequestIDs,
        eventLoopGroup: any EventLoopGroup,
        logger: Logger,
        onListening: @escaping @Sendable (SocketAddress?) async -> Void = { _ in }
    ) {
        self.limits = limits
        self.address = address
        self.responder = responder
        self.upgradePolicy = upgradePolicy
        self.transport = transport
        self.requestIDs = requestIDs
        self.eventLoopGroup = eventLoopGroup
        self.logger = logger
        self.onListening = onListening
        self.connections = ConnectionTable(limits: limits)
    }

    /// The number of open connections, WebSockets included.
    package var connectionCount: Int { self.connections.count }

    /// Serves until the graceful shutdown is over.
    package func run() async throws {
        let application = self.makeApplication()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await application.run()
                await self.connections.waitUntilEmpty()
            }
            group.addTask { try await self.cutAfterShutdown() }
            defer { group.cancelAll() }
            // The first to end is the application, all done, or the cut, after which whatever is left is cancelled.
            try await group.next()
        }
    }

    private func makeApplication() -> Application<Responder> {
        let services = LoopServicesTable(interval: TimeAmount(self.limits.sweepInterval))
        let upgrades = WebSocketUpgrades(policy: self.upgradePolicy, limits: self.limits.webSocket)
        let (limits, connections, transport) = (self.limits, self.connections, self.transport)
        let requestIDs = self.requestIDs
        let onListening = self.onListening
        return Application(
            responder: self.responder,
            server: HTTPServerBuilder { responder in
                GatewayChannel(
                    responder: responder,
                    limits: limits,
                    upgrades: upgrades,
                    connections: connections,
                    services: services,
                    transport: transport,
                    requestIDs: requestIDs
                )
            },
            configuration: ApplicationConfiguration(address: self.address, backlog: limits.acceptBacklog),
            onServerRunning: { await onListening($0.localAddress) },
            eventLoopGroupProvider: .shared(self.eventLoopGroup),
            logger: self.logger
        )
    }

    /// Waits for a shutdown, gives connections their time, and cuts the ones that are left.
    private func cutAfterShutdown() async throws {
        try await gracefulShutdown()
        try await Task.sleep(for: self.limits.shutdownTimeout)
        self.logger.warning("Cutting connections", metadata: ["connections": "\(self.connections.count)"])
        self.connections.closeAll()
        // Handlers that wait for their client notice the cut; the rest is cancelled when this returns.
        try await Task.sleep(for: .milliseconds(500))
    }
}
