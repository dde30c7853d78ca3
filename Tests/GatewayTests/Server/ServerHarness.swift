import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import Testing

@testable import Gateway

/// The tests of the socket layer. One at a time: they measure times, and every one runs a server.
@Suite(.serialized) enum ServerTests {}

/// Runs a real server on a free port of the loopback interface for the time of `body`, then shuts it down gracefully.
func withServer(
    _ limits: ServerLimits = .brisk,
    policy: @escaping WebSocketUpgradePolicy = { _ in .notWebSocket },
    _ body: @Sendable (TestServer) async throws -> Void
) async throws {
    let server = TestServer()
    let (ports, portFound) = AsyncStream.makeStream(of: Int.self)
    var logger = Logger(label: "test")
    logger.logLevel = .error
    let gateway = GatewayServer(
        limits: limits,
        address: .hostname("127.0.0.1", port: 0),
        responder: server.makeRouter().buildResponder(),
        upgradePolicy: policy,
        requestIDs: RequestIDs { "an-id-of-a-test" },
        eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
        logger: logger,
        onListening: { portFound.yield($0?.port ?? 0) }
    )
    let group = ServiceGroup(configuration: .init(services: [gateway], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        var found = ports.makeAsyncIterator()
        let port = try #require(await found.next())
        server.state.withLock {
            $0.port = port
            $0.connectionCount = { gateway.connectionCount }
        }
        server.shutdown.withLock { $0 = { await group.triggerGracefulShutdown() } }
        do {
            try await body(server)
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

extension ServerLimits {
    /// The product's limits with times a test can wait for.
    static var brisk: ServerLimits {
        var limits = ServerLimits()
        limits.sweepInterval = .milliseconds(20)
        limits.lingerTimeout = .milliseconds(500)
        limits.webSocket.closeTimeout = .milliseconds(300)
        return limits
    }

    func with(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
        var limits = self
        change(&limits)
        return limits
    }
}

/// The server under test, and what its routes saw.
final class TestServer: Sendable {
    struct State {
        var port = 0
        var served: [String] = []
        var connectionCount: @Sendable () -> Int = { 0 }
        var held: [CheckedContinuation<Void, Never>] = []
        var brokenBodies = 0
    }
    let state = Mutex(State())
    let shutdown = Mutex<@Sendable () async -> Void>({})

    var port: Int { self.state.withLock { $0.port } }
    var served: [String] { self.state.withLock { $0.served } }
    var connectionCount: Int { self.state.withLock { $0.connectionCount }() }

    func connect(receiveBufferBytes: Int? = nil) async throws -> RawClient {
        try await RawClient.connect(port: self.port, receiveBufferBytes: receiveBufferBytes)
    }

    func beginShutdown() async {
        await self.shutdown.withLock { $0 }()
    }

    /// Waits until a request hangs in `/hold`.
    func requestIsHeld() async throws {
        try #require(try await eventually { self.state.withLock { !$0.held.isEmpty } })
    }

    /// Lets the requests in `/hold` finish.
    func releaseHeld() {
        let held = self.state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    /// Waits until a handler was told that a body broke off.
    func bodyBroke() async throws {
        try #require(try await eventually { self.state.withLock { $0.brokenBodies > 0 } })
    }

    private func hold() async {
        await withCheckedContinuation { continuation in self.state.withLock { $0.held.append(continuation) } }
    }

    private static var stream: Response {
        Response(
            status: .ok,
            body: .init { writer in
                try await writer.write(ByteBuffer(string: "one,"))
                try await writer.write(ByteBuffer(string: "two"))
                try await writer.finish(nil)
            }
        )
    }

    func makeRouter() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.get("hello/:name") { request, context in
            self.state.withLock { $0.served.append(request.uri.path) }
            return "hello \(context.parameters.get("name") ?? "")"
        }
        router.post("length") { request, _ in
            self.state.withLock { $0.served.append(request.uri.path) }
            do {
                let body = try await request.body.collect(upTo: .max)
                return "\(body.readableBytes)"
            } catch {
                self.state.withLock { $0.brokenBodies += 1 }
                throw error
            }
        }
        router.post("early") { _, _ in Response(status: .unauthorized, body: .init(byteBuffer: .init(string: "no"))) }
        router.get("hold") { _, _ in
            await self.hold()
            return "held"
        }
        router.get("big") { request, _ in
            let size = request.uri.queryParameters.get("bytes", as: Int.self) ?? 0
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: UInt8(ascii: "x"), count: size)))
        }
        router.get("stream") { _, _ in Self.stream }
        router.head("stream-head") { _, _ in Self.stream }
        router.get("unmodified") { _, _ in
            Response(status: .notModified, body: .init(byteBuffer: ByteBuffer(string: "wrong")))
        }
        router.get("target") { request, _ in "\(request.head.authority ?? "") \(request.head.path ?? "")" }
        return router
    }
}

/// Whether `condition` comes true within the patience of a test; for what nobody announces.
func eventually(_ condition: @escaping @Sendable () -> Bool) async throws -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(10)
    while clock.now < end {
        if condition() { return true }
        // Whatever comes true is the work of the event loops: after a turn of each it is worth another look.
        for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try await loop.submit {}.get() }
    }
    return condition()
}
