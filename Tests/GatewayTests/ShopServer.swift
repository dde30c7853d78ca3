import Commerce
import Engine
import EventLog
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import TestSupport
import Testing

@testable import Gateway

/// A whole shop behind a real socket: engine, pipeline, routes, order stream; only the clock is turned by hand.
struct ShopServer: Sendable {
    static let secret = Array("a secret of thirty-two bytes, no less".utf8)

    let shop: EngineHarness
    let pipeline: Pipeline
    let port: Int
    /// Requests that wait for their orders.
    let waits: OrderWaits
    /// Requests that wait for events.
    let feed: EventFeed
    /// Everything that is served, as it is described.
    let table: EndpointTable
    /// Method and path of everything that the router knows.
    let routes: Set<String>
    /// Signs what the server accepts.
    let tokens: TokenService
    /// Says whose credentials are.
    let access: Access

    private init(_ shop: EngineHarness, _ pipeline: Pipeline, _ gateway: Gateway, port: Int) {
        (self.shop, self.pipeline, self.port) = (shop, pipeline, port)
        (waits, feed, table, routes) = (gateway.waits, gateway.feed, gateway.table, gateway.routes)
        (tokens, access) = (gateway.tokens, gateway.access)
    }

    /// Runs a server for the time of `body`, shuts it down gracefully and checks the store.
    @discardableResult
    static func run<Result: Sendable>(
        limits: ServerLimits = .brisk,
        isDemo: Bool = false,
        withWorkers: Bool = true,
        gateway configureGateway: (inout GatewayConfiguration) -> Void = { _ in },
        engine configure: (inout EngineConfiguration) -> Void = { _ in },
        _ body: @Sendable (ShopServer) async throws -> Result
    ) async throws -> Result {
        let shop = try await EngineHarness(configure: configure)
        let pipeline = try Pipeline(shop.engine, workers: Pipeline.standardWorkers(shop.engine))
        var configuration = GatewayConfiguration(tokenSecret: secret, version: "test")
        configuration.isDemo = isDemo
        configuration.rateLimitEnabled = false
        configuration.allowedOrigins = ["https://partner.example"]
        configureGateway(&configuration)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let gateway = await Gateway(
            engine: shop.engine,
            pipeline: pipeline,
            configuration: configuration,
            limits: limits,
            logger: logger
        )
        let (ports, portFound) = AsyncStream.makeStream(of: Int.self)
        let server = gateway.server(
            on: .hostname("127.0.0.1", port: 0),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton
        ) { portFound.yield($0?.port ?? 0) }
        var services: [any Service] = [server, gateway.stream, gateway.waits, gateway.feed]
        if withWorkers { services.append(pipeline) }
        let group = ServiceGroup(configuration: .init(services: services, logger: logger))
        let result = try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var found = ports.makeAsyncIterator()
            let port = try #require(await found.next())
            let result: Result
            do {
                result = try await body(ShopServer(shop, pipeline, gateway, port: port))
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        }
        try await shop.close()
        return result
    }

    // MARK: People

    /// Somebody with an account and a token.
    struct Person: Sendable {
        let user: User
        let token: String
        let session: SessionID
        var id: String { user.id.text }
    }

    func person(_ name: String = "ada", role: Role = .user) async throws -> Person {
        let email = try #require(EmailAddress("\(name)@example.com"))
        let (user, _) = try await shop.engine.register(
            Registration(email: email, password: "correct horse", fullName: nil, phone: nil, role: role)
        )
        let session = try await shop.engine.logIn(email: email.text, password: "correct horse").session
        return Person(user: user, token: try await tokens.sign(user, session), session: session)
    }

    // MARK: Requests

    /// One request on a connection of its own.
    func send(
        _ method: String,
        _ path: String,
        as person: Person? = nil,
        body: String? = nil,
        _ fields: String...
    ) async throws -> RawAnswer {
        try await send(method, path, as: person, body: body, fields: fields)
    }

    /// One request on a connection of its own, with these header fields.
    func send(
        _ method: String,
        _ path: String,
        as person: Person? = nil,
        body: String?,
        fields: [String]
    ) async throws -> RawAnswer {
        let client = try await RawClient.connect(port: port)
        var head = "\(method) \(path) HTTP/1.1\r\nHost: shop.example\r\n"
        if let person { head += "Authorization: Bearer \(person.token)\r\n" }
        if let body {
            head += "Content-Length: \(body.utf8.count)\r\n"
            if !fields.contains(where: { $0.hasPrefix("Content-Type") }) {
                head += "Content-Type: application/json\r\n"
            }
        }
        for field in fields { head += field + "\r\n" }
        let answer = try await client.exchange(head + "\r\n" + (body ?? ""))
        try await client.close()
        return answer
    }

    /// Places an order of one mug and answers its id.
    func order(as person: Person) async throws -> String {
        let answer = try await send("POST", "/api/v1/orders", as: person, body: Self.mug)
        return try #require(try answer.json["order_id"]?.string, "\(answer.statusLine) \(answer.body)")
    }

    static let mug = """
        {"items":[{"product_id":"mug","quantity":1,"unit_price":29.99}],"total_amount":29.99,
        "shipping_address":{"street":"1 Pier","city":"Harbour","state":"CA","zip":"90001"},
        "payment_method":"credit_card"}
        """

    // MARK: Sockets

    /// Tries to open a WebSocket and answers what comes back.
    func upgrade(_ path: String, _ fields: String...) async throws -> (client: RawClient, answer: RawAnswer) {
        let client = try await RawClient.connect(port: port)
        var head = "GET \(path) HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        head += "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        for field in fields { head += field + "\r\n" }
        return (client, try await client.exchange(head + "\r\n"))
    }

    /// Opens the socket of a person's orders.
    func socket(of person: Person, from position: String? = nil) async throws -> RawClient {
        let query = position.map { "?from=\($0)" } ?? ""
        let (client, answer) = try await upgrade(
            "/ws/orders/\(person.id)\(query)",
            "Authorization: Bearer \(person.token)"
        )
        guard answer.status == 101 else { throw RawClientError.malformed("\(answer.statusLine) \(answer.body)") }
        return client
    }
}

extension RawAnswer {
    var json: JSONNode { get throws { try JSONDocument(parsing: Array(body.utf8)).root } }

    /// The problem's code.
    var code: String? { get throws { try json["code"]?.string } }
}

extension RawClient {
    /// The next message that is no heartbeat: on a busy machine one may come at any time.
    func takeUpdate() async throws -> JSONNode {
        while true {
            let message = try await takeMessage()
            if message["type"]?.string != "heartbeat" { return message }
        }
    }

    /// The next text message; pings of the server are answered by nobody here.
    func takeMessage() async throws -> JSONNode {
        while true {
            let frame = try await takeFrame()
            if frame.opcode == RawFrame.text { return try JSONDocument(parsing: frame.payload).root }
            if frame.opcode == RawFrame.close { throw RawClientError.closed(frame.text) }
        }
    }
}
