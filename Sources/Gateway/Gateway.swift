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
    /// The requests that wait for events, which have to be woken beside the server.
    package let feed: EventFeed
    /// All endpoints, as they are served and described.
    let table: EndpointTable
    /// Signs and verifies access tokens; takes new keys while the server runs.
    package let tokens: TokenService
    /// Finds out who makes a request.
    let access: Access
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
        tokens = await TokenService(
            keys: configuration.tokenKeys,
            lifetimeSeconds: configuration.accessTokenSeconds,
            engine: engine
        )
        let access = Access(engine: engine, tokens: tokens, isDemo: configuration.isDemo)
        self.access = access
        let frontend = Frontend(folder: configuration.frontendFolder)
        let metrics = RequestMetrics()
        let stream = OrderStream(engine, logger: logger)
        waits = OrderWaits(engine)
        feed = EventFeed(engine)
        let exposition = Exposition(engine: engine, pipeline: pipeline, requests: metrics) { stream.connectionCount }
        table = EndpointTable(
            Self.endpoints(engine, pipeline, access, waits, feed, configuration, exposition, frontend)
        )
        let router = Router(context: GatewayContext.self)
        table.add(to: router, behind: Self.gatekeeper(engine, access, configuration))
        frontend.add(to: router)
        DocumentationPages(frontend: frontend).add(to: router)
        let requestIDs = Self.requestIDs(engine)
        let trust = configuration.trustedProxies
        edge = { router in
            Edge(
                inner: router.buildResponder(),
                routes: RouteTable(router),
                frontend: frontend,
                metrics: metrics,
                requestIDs: requestIDs,
                crossOrigin: CrossOrigin(origins: configuration.allowedOrigins),
                isSecure: { request, context in
                    request.head.scheme == "https"
                        || trust.isSecure(peer: context.remoteAddress, fields: request.headers)
                }
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

    private static func gatekeeper(
        _ engine: Engine,
        _ access: Access,
        _ configuration: GatewayConfiguration
    ) -> Gatekeeper {
        let limiter = RateLimiter(
            isEnabled: configuration.rateLimitEnabled,
            generalPerMinute: configuration.rateLimitPerMinute
        )
        return Gatekeeper(
            access: access,
            limiter: limiter,
            trust: configuration.trustedProxies,
            time: engine.time,
            addressKey: configuration.addressKey
        )
    }

    /// All endpoints, one family after the other, and at the end those that describe the others.
    private static func endpoints(
        _ engine: Engine,
        _ pipeline: Pipeline,
        _ access: Access,
        _ waits: OrderWaits,
        _ feed: EventFeed,
        _ configuration: GatewayConfiguration,
        _ exposition: Exposition,
        _ frontend: Frontend
    ) -> [Endpoint] {
        let accounts = AccountRoutes(
            engine: engine,
            access: access,
            accessTokenSeconds: configuration.accessTokenSeconds
        )
        let operations = OperationsRoutes(
            engine: engine,
            exposition: exposition,
            version: configuration.version,
            isDemo: configuration.isDemo,
            startedAt: .now
        )
        let families: [(tag: Tag, endpoints: [Endpoint])] = [
            (.accounts, accounts.endpoints),
            (.users, UserRoutes(engine: engine).endpoints),
            (.apiKeys, APIKeyRoutes(engine: engine).endpoints),
            (.orders, OrderRoutes(engine: engine, waits: waits).endpoints),
            (.orders, OrderChangeRoutes(engine: engine).endpoints),
            (.products, ProductRoutes(engine: engine).endpoints),
            (.inventory, InventoryRoutes(engine: engine).endpoints),
            (.reservations, ReservationRoutes(engine: engine).endpoints),
            (.payments, PaymentRoutes(engine: engine).endpoints),
            (.webhooks, WebhookRoutes(engine: engine).endpoints),
            (.webhooks, DeliveryRoutes(engine: engine).endpoints),
            (.notifications, NotificationRoutes(engine: engine).endpoints),
            (.audit, AuditRoutes(engine: engine).endpoints),
            (.events, EventRoutes(engine: engine, feed: feed, office: GroupOffice(engine, pipeline)).endpoints),
            (.administration, LetterRoutes(office: LetterOffice(engine, pipeline), engine: engine).endpoints),
            (.administration, LogRoutes(engine: engine, office: GroupOffice(engine, pipeline)).endpoints),
            (.operations, operations.endpoints),
        ]
        let endpoints = families.flatMap { family in family.endpoints.map { $0.tagged(family.tag) } }
        let documentation = DocumentationRoutes(
            version: configuration.version,
            generalPerMinute: configuration.rateLimitPerMinute,
            tokens: access.tokens,
            errors: ErrorPages(frontend: frontend)
        )
        return endpoints + documentation.endpoints(describing: endpoints)
    }

    /// Method and path of everything that the router knows.
    var routes: Set<String> { Set(router.routes.map { "\($0.method.rawValue) \($0.path)" }) }

    private static func requestIDs(_ engine: Engine) -> RequestIDs {
        let (entropy, time) = (engine.entropy, engine.time)
        return RequestIDs { entropy.requestID(at: time.now) }
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
