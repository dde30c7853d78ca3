import NIOCore
import NIOPosix
import Synchronization

/// What a test client ran into.
enum RawClientError: Error, CustomStringConvertible {
    case timedOut(String)
    case closed(String)
    case malformed(String)

    var description: String {
        switch self {
        case .timedOut(let seen): "timed out after receiving \(seen.debugDescription)"
        case .closed(let seen): "closed after receiving \(seen.debugDescription)"
        case .malformed(let what): "malformed: \(what)"
        }
    }
}

/// A TCP client that sends exactly the bytes it is given and collects exactly the bytes that come back.
final class RawClient: Sendable {
    /// The longest any test waits for anything.
    static let patience = TimeAmount.seconds(60)

    private struct Inbox {
        var bytes: [UInt8] = []
        var isEnded = false
        var nextWaiter = 0
        var waiters: [Int: (isDone: @Sendable ([UInt8], Bool) -> Bool, resume: CheckedContinuation<Bool, Never>)] = [:]
    }

    let channel: any Channel
    private let inbox: Mutex<Inbox>
    private let collector: Collector

    private init(channel: any Channel, collector: Collector) {
        self.channel = channel
        self.collector = collector
        self.inbox = Mutex(Inbox())
    }

    static func connect(port: Int, receiveBufferBytes: Int? = nil) async throws -> RawClient {
        let collector = Collector()
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { $0.pipeline.addHandler(CollectorHandler(collector)) }
        if let receiveBufferBytes {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(receiveBufferBytes))
        }
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        let client = RawClient(channel: channel, collector: collector)
        collector.attach(client)
        return client
    }

    // MARK: Sending

    func send(_ text: String) async throws {
        try await self.send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await self.channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Sends without waiting until the operating system has taken the bytes.
    func sendLater(_ bytes: [UInt8]) {
        self.channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    func closeOutput() async throws {
        try await self.channel.close(mode: .output).get()
    }

    func close() async throws {
        try await self.channel.close().get()
    }

    /// Stops or resumes taking bytes from the socket.
    func setReading(_ isReading: Bool) async throws {
        try await self.channel.setOption(.autoRead, value: isReading).get()
        if isReading { self.channel.read() }
    }

    // MARK: Receiving

    var received: [UInt8] { self.inbox.withLock { $0.bytes } }
    var receivedText: String { String(decoding: self.received, as: UTF8.self) }

    /// Waits until `isDone` holds of what was received and whether the peer has closed, and says whether it came true.
    func wait(
        within patience: TimeAmount = RawClient.patience,
        _ isDone: @escaping @Sendable ([UInt8], Bool) -> Bool
    ) async -> Bool {
        await withCheckedContinuation { continuation in
            let waiter: Int? = self.inbox.withLock { inbox in
                if isDone(inbox.bytes, inbox.isEnded) { return nil }
                inbox.nextWaiter += 1
                inbox.waiters[inbox.nextWaiter] = (isDone, continuation)
                return inbox.nextWaiter
            }
            guard let waiter else { return continuation.resume(returning: true) }
            self.channel.eventLoop.scheduleTask(in: patience) {
                self.inbox.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume.resume(returning: false)
            }
        }
    }

    /// Takes `count` bytes off the front.
    func take(_ count: Int) async throws -> [UInt8] {
        guard await self.wait({ bytes, isEnded in bytes.count >= count || isEnded }) else {
            throw RawClientError.timedOut(self.receivedText)
        }
        return try self.inbox.withLock { inbox in
            guard inbox.bytes.count >= count else {
                throw RawClientError.closed(String(decoding: inbox.bytes, as: UTF8.self))
            }
            defer { inbox.bytes.removeFirst(count) }
            return Array(inbox.bytes.prefix(count))
        }
    }

    /// Takes everything up to and including `mark`.
    func take(through mark: String) async throws -> String {
        let mark = Array(mark.utf8)
        let isThere: @Sendable ([UInt8]) -> Int? = { bytes in
            guard bytes.count >= mark.count else { return nil }
            return (0...(bytes.count - mark.count)).first { bytes[$0..<($0 + mark.count)].elementsEqual(mark) }
        }
        guard await self.wait({ bytes, isEnded in isThere(bytes) != nil || isEnded }) else {
            throw RawClientError.timedOut(self.receivedText)
        }
        guard let start = isThere(self.received) else { throw RawClientError.closed(self.receivedText) }
        return String(decoding: try await self.take(start + mark.count), as: UTF8.self)
    }

    /// Waits for the peer's close and says whether it came.
    func isClosed(within patience: TimeAmount = RawClient.patience) async -> Bool {
        await self.wait(within: patience) { _, isEnded in isEnded }
    }

    fileprivate func collect(_ bytes: [UInt8], isEnded: Bool) {
        let done = self.inbox.withLock { inbox in
            inbox.bytes.append(contentsOf: bytes)
            inbox.isEnded = inbox.isEnded || isEnded
            let done = inbox.waiters.filter { $0.value.isDone(inbox.bytes, inbox.isEnded) }
            for waiter in done.keys { inbox.waiters[waiter] = nil }
            return done.values.map(\.resume)
        }
        for waiter in done { waiter.resume(returning: true) }
    }
}

/// Holds what arrives before the client object exists.
private final class Collector: Sendable {
    private struct State {
        var client: RawClient?
        var early: [UInt8] = []
        var isEnded = false
    }
    private let state = Mutex(State())

    func attach(_ client: RawClient) {
        let (early, isEnded) = self.state.withLock { state in
            state.client = client
            return (state.early, state.isEnded)
        }
        client.collect(early, isEnded: isEnded)
    }

    func collect(_ bytes: [UInt8], isEnded: Bool) {
        let client = self.state.withLock { state in
            if state.client == nil {
                state.early += bytes
                state.isEnded = state.isEnded || isEnded
            }
            return state.client
        }
        client?.collect(bytes, isEnded: isEnded)
    }
}

private final class CollectorHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    private let collector: Collector

    init(_ collector: Collector) { self.collector = collector }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.collector.collect(Array(self.unwrapInboundIn(data).readableBytesView), isEnded: false)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { self.collector.collect([], isEnded: true) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.collector.collect([], isEnded: true)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
