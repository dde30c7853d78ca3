package import Engine
package import Hummingbird
package import Logging
package import NIOCore
package import ServiceLifecycle

/// Everything that clients reach: routes, sockets, pages, behind one port.
package struct Gateway {
    /// The order stream, which has to run beside the server.
    package let stream: OrderStream
    /// The requests that wait for their orders, which have to be woken beside the server.
    package let waits: OrderWaits
    private let router: Router<GatewayContext>
    private let edge: @Sendable (Router<GatewayContext>) -> Edge<RouterResponder<GatewayContext>>
    private let policy: OrderSocketPolicy
    private let requestIDs: RequestIDs
    private let limits: ServerLimits
    private let logger: Logger

    /// Builds the route table.
    package init(
        engine: Engine,
        pipeline: Pipeline,
        configuration: GatewayConfiguration,
        limits: ServerLimits = ServerLimits(),
        logger: Logger
    ) async {
        let tokens = await TokenService(
            secret: configuration.tokenSecret,
            lifetimeSeconds: configuration.accessTokenSeconds,
            time: engine.time,
            entropy: engine.entropy
        )
        let access = Access(tokens: tokens, isDemo: configuration.isDemo)
        let frontend = Frontend(folder: configuration.frontendFolder)
        let metrics = RequestMetrics()
        let stream = OrderStream(engine, logger: logger)
        waits = OrderWaits(engine)
        let router = Router(context: GatewayContext.self)
        // The same resources with and without the prefix: the clients of seed 004 know only the latter.
        for group in [router.group("api/v1"), router.group("")] {
            Self.addResources(to: group, engine, access, waits, configuration)
        }
        ErrorPages(frontend: frontend).add(to: router)
        DocumentationPages(frontend: frontend).add(to: router)
        let exposition = Exposition(engine: engine, pipeline: pipeline, requests: metrics) { stream.connectionCount }
        OperationsRoutes(
            engine: engine,
            exposition: exposition,
            version: configuration.version,
            startedAt: .now
        ).add(to: router)
        frontend.add(to: router)
        Self.addGreeting(to: router, version: configuration.version)
        let requestIDs = Self.requestIDs(engine)
        edge = { router in
            Edge(
                inner: router.buildResponder(),
                routes: RouteTable(router),
                frontend: frontend,
                metrics: metrics,
                requestIDs: requestIDs,
                crossOrigin: CrossOrigin(origins: configuration.allowedOrigins)
            )
        }
        policy = OrderSocketPolicy(
            engine: engine,
            access: access,
            stream: stream,
            allowedOrigins: configuration.allowedOrigins,
            requestIDs: requestIDs,
            heartbeatSeconds: Int(limits.webSocket.tickInterval / .seconds(1))
        )
        self.requestIDs = requestIDs
        self.stream = stream
        self.router = router
        self.limits = limits
        self.logger = logger
    }

    /// The routes of the API, one family after the other.
    private static func addResources(
        to group: RouterGroup<GatewayContext>,
        _ engine: Engine,
        _ access: Access,
        _ waits: OrderWaits,
        _ configuration: GatewayConfiguration
    ) {
        OrderRoutes(engine: engine, access: access, waits: waits).add(to: group)
        OrderChangeRoutes(engine: engine, access: access).add(to: group)
        UserRoutes(engine: engine, access: access).add(to: group)
        AccountRoutes(engine: engine, access: access, accessTokenSeconds: configuration.accessTokenSeconds)
            .add(to: group)
        ProductRoutes(engine: engine, access: access).add(to: group)
        InventoryRoutes(engine: engine, access: access).add(to: group)
        ReservationRoutes(engine: engine, access: access).add(to: group)
        PaymentRoutes(engine: engine, access: access).add(to: group)
    }

    private static func requestIDs(_ engine: Engine) -> RequestIDs {
        let (entropy, time) = (engine.entropy, engine.time)
        return RequestIDs { entropy.requestID(at: time.now) }
    }

    /// `/`: what this is, for whoever asks without accepting a page.
    private static func addGreeting(to router: Router<GatewayContext>, version: String) {
        router.get("/") { _, _ in
            Response.json { json in
                json.field("message", "E-Commerce Order System API")
                json.field("version", version)
            }
        }
    }

    /// Adds a route that does nothing, for measuring what the stack itself costs.
    package func addHello() {
        router.get("hello") { _, _ in Response.json { $0.field("hello", "world") } }
    }

    /// The server on an address; it runs until the graceful shutdown is over.
    package func server(
        on address: BindAddress,
        eventLoopGroup: any EventLoopGroup,
        onListening: @escaping @Sendable (SocketAddress?) async -> Void
    ) -> some Service {
        let policy = policy
        return GatewayServer(
            limits: limits,
            address: address,
            responder: edge(router),
            upgradePolicy: { await policy.decide($0) },
            requestIDs: requestIDs,
            eventLoopGroup: eventLoopGroup,
            logger: logger,
            onListening: onListening
        )
    }
}
