package import NIOCore
import Synchronization

/// Names one upgraded connection within the process.
package struct ConnectionID: Hashable, Sendable, CustomStringConvertible {
    /// Counts connections from 1 on; begins anew with every start of the process.
    package let rawValue: UInt64

    package var description: String { String(self.rawValue) }

    private static let last = Atomic<UInt64>(0)

    static func next() -> ConnectionID {
        ConnectionID(rawValue: Self.last.wrappingAdd(1, ordering: .relaxed).newValue)
    }
}

/// What became of a message given to a session.
package enum WebSocketSendResult: Sendable {
    /// It is in the queue.
    case queued
    /// The queue was full: the message is dropped and the connection is being cut off with 1013.
    case overflow
    /// The connection is closed or closing: the message is dropped.
    case closed
}

/// What the owner of a session is told. All calls come on the session's event loop and must return quickly.
///
/// Inbound messages are handed over one by one and never queued here; an owner that works on them asynchronously bounds
/// its own queue.
package protocol WebSocketSessionHandler: Sendable {
    /// The handshake is done; the first message may be sent.
    func sessionOpened(_ session: WebSocketSession)
    /// A text message arrived: valid UTF-8, at most `WebSocketLimits.messageBytes`.
    func session(_ session: WebSocketSession, received text: ByteBuffer)
    /// `WebSocketLimits.tickInterval` has passed since the opening or the last tick.
    func sessionTicked(_ session: WebSocketSession)
    /// Everything sent so far was taken by the operating system; the moment to send the next page of a replay.
    func sessionDrained(_ session: WebSocketSession)
    /// The connection is gone. Called exactly once; `code` is 1006 when no close frame was exchanged.
    func sessionClosed(_ session: WebSocketSession, code: WebSocketCloseCode)
}

extension WebSocketSessionHandler {
    package func sessionTicked(_ session: WebSocketSession) {}
    package func sessionDrained(_ session: WebSocketSession) {}
}

/// An open WebSocket connection: a bounded queue of outgoing messages that any thread may fill.
///
/// Sending never waits. The queue counts what the operating system has not taken yet, so a client that does not read
/// reaches the limit, is cut off with 1013 and its queue is freed at once.
package final class WebSocketSession: Sendable {
    /// Names the connection in logs and in the welcome message.
    package let id = ConnectionID.next()
    /// The client's address; nil on a Unix socket.
    package let remoteAddress: SocketAddress?
    /// The loop on which the owner is called.
    package let eventLoop: any EventLoop

    private let limits: WebSocketLimits
    private let outbox: WebSocketOutbox
    private let connection: NIOLoopBound<WebSocketConnection>
    private let state = Mutex(State())

    fileprivate struct State {
        enum Phase {
            case open
            case closing(WebSocketCloseCode, reason: String)
            case closed
        }
        var phase = Phase.open
        /// Frames not handed to the socket yet.
        var frames: [ByteBuffer] = []
        /// Frames and bytes not taken by the operating system yet, those in `frames` included.
        var pendingMessages = 0
        var pendingBytes = 0
        var isInOutbox = false
    }

    /// What the connection does next.
    enum Work {
        case write([ByteBuffer], bytes: Int)
        case close(WebSocketCloseCode, reason: String)
        /// Nothing can be done now; `isClosing` when a close waits for what is queued before it.
        case nothing(isClosing: Bool)
    }

    init(
        connection: WebSocketConnection,
        eventLoop: any EventLoop,
        remoteAddress: SocketAddress?,
        limits: WebSocketLimits,
        outbox: WebSocketOutbox
    ) {
        self.eventLoop = eventLoop
        self.connection = NIOLoopBound(connection, eventLoop: eventLoop)
        self.remoteAddress = remoteAddress
        self.limits = limits
        self.outbox = outbox
    }

    /// Whether no further message can be sent.
    package var isClosed: Bool {
        self.state.withLock { state in
            if case .open = state.phase { false } else { true }
        }
    }

    /// What waits to be taken by the client.
    package var backlog: (messages: Int, bytes: Int) {
        self.state.withLock { ($0.pendingMessages, $0.pendingBytes) }
    }

    /// Queues a message. Never waits; callable from any thread.
    package func send(_ message: WebSocketMessage) -> WebSocketSendResult {
        self.enqueue(message.frame)
    }

    /// Queues a text message, which must be valid UTF-8, for this session alone.
    package func send(text: ByteBuffer) -> WebSocketSendResult {
        self.enqueue(WebSocketMessage(text: text).frame)
    }

    /// Starts the closing handshake after what is queued; callable from any thread, and harmless when repeated.
    package func close(code: WebSocketCloseCode, reason: String = "") {
        self.update { state in
            guard case .open = state.phase else { return nil }
            state.phase = .closing(code, reason: reason)
            return .queued
        }
    }

    /// Queues an encoded frame.
    @discardableResult
    func enqueue(_ frame: ByteBuffer) -> WebSocketSendResult {
        self.update { state in
            guard case .open = state.phase else { return nil }
            let bytes = frame.readableBytes
            guard
                state.pendingMessages < self.limits.queuedMessages,
                state.pendingBytes + bytes <= self.limits.queuedBytes
            else {
                state.cutOff()
                return .overflow
            }
            state.frames.append(frame)
            state.pendingMessages += 1
            state.pendingBytes += bytes
            return .queued
        } ?? .closed
    }

    /// Drops what is queued and closes with 1013: the client does not take what it is sent.
    func cutOff() {
        self.update { state in
            if case .closed = state.phase { return nil }
            state.cutOff()
            return .overflow
        }
    }

    /// Changes the state and, if something changed, has the loop look at it.
    @discardableResult
    private func update(_ change: (inout State) -> WebSocketSendResult?) -> WebSocketSendResult? {
        let (result, wakes) = self.state.withLock { state in
            guard let result = change(&state) else { return (nil as WebSocketSendResult?, false) }
            defer { state.isInOutbox = true }
            return (result, !state.isInOutbox)
        }
        if wakes { self.outbox.add(self) }
        return result
    }
}

// MARK: - The connection's side, on the event loop

extension WebSocketSession {
    /// Lets the connection write what is queued.
    func drainOnLoop() {
        self.state.withLock { $0.isInOutbox = false }
        self.connection.value.drain()
    }

    /// Takes the next batch of frames, or the wish to close once there are none.
    ///
    /// - Parameter canWrite: false while the operating system has not taken the batch before.
    func takeWork(canWrite: Bool) -> Work {
        self.state.withLock { state in
            switch state.phase {
            case .closed: .nothing(isClosing: false)
            case .open where state.frames.isEmpty || !canWrite: .nothing(isClosing: false)
            case .closing(let code, let reason) where state.frames.isEmpty: .close(code, reason: reason)
            case .closing where !canWrite: .nothing(isClosing: true)
            case .open, .closing: state.takeBatch(self.limits.batchBytes)
            }
        }
    }

    /// The operating system took a batch. Returns whether nothing is pending any more.
    func batchTaken(messages: Int, bytes: Int) -> Bool {
        self.state.withLock { state in
            state.pendingMessages -= messages
            state.pendingBytes -= bytes
            return state.pendingMessages == 0
        }
    }

    /// Ends sending for good and frees the queue.
    func ended() {
        self.state.withLock { state in
            state.phase = .closed
            state.dropQueue()
        }
    }
}

extension WebSocketSession.State {
    fileprivate mutating func cutOff() {
        self.phase = .closing(.tryAgainLater, reason: "too slow")
        self.dropQueue()
    }

    fileprivate mutating func dropQueue() {
        self.pendingMessages -= self.frames.count
        self.pendingBytes -= self.frames.reduce(0) { $0 + $1.readableBytes }
        self.frames = []
    }

    fileprivate mutating func takeBatch(_ limitBytes: Int) -> WebSocketSession.Work {
        var count = 0
        var bytes = 0
        while count < self.frames.count && (count == 0 || bytes + self.frames[count].readableBytes <= limitBytes) {
            bytes += self.frames[count].readableBytes
            count += 1
        }
        if count == self.frames.count {
            // The usual case: the whole queue, and no storage is kept for an idle socket.
            defer { self.frames = [] }
            return .write(self.frames, bytes: bytes)
        }
        let batch = Array(self.frames[..<count])
        self.frames.removeFirst(count)
        return .write(batch, bytes: bytes)
    }
}
