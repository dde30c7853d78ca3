import NIOCore
import NIOWebSocket

/// The event-loop side of a WebSocket: frames in, batches of encoded frames out, and the closing handshake.
///
/// Lives at the end of the pipeline, behind the frame decoder. There is no encoder: frames arrive encoded and shared.
/// Nothing here allocates while the connection is idle, and no task belongs to it.
final class WebSocketConnection: ChannelInboundHandler, RemovableChannelHandler, SweptConnection {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = IOData

    private let limits: WebSocketLimits
    private let owner: any WebSocketSessionHandler
    private let sweeper: DeadlineSweeper
    private let outbox: WebSocketOutbox

    private var context: ChannelHandlerContext?
    private var session: WebSocketSession?
    private var assembler: WebSocketAssembler
    private var allowance: MessageAllowance

    /// What the operating system has not taken yet.
    private var batch: (messages: Int, bytes: Int)?
    private var isDraining = false
    /// Whether closing has begun, if only behind what is queued.
    private var isClosing = false
    /// Whether our close frame is written; from then on only the peer's is of interest.
    private var sentClose = false
    private var endCode = WebSocketCloseCode.abnormal

    private var isPinged = false
    private var silence = SweepTimer()
    private var stall = SweepTimer()
    private var closing = SweepTimer()
    private var lastTick: NIODeadline
    var sweepIndex: Int?

    init(
        limits: WebSocketLimits,
        owner: any WebSocketSessionHandler,
        sweeper: DeadlineSweeper,
        outbox: WebSocketOutbox
    ) {
        self.limits = limits
        self.owner = owner
        self.sweeper = sweeper
        self.outbox = outbox
        self.assembler = WebSocketAssembler(limits: limits)
        self.allowance = MessageAllowance(limits: limits, now: sweeper.now)
        self.lastTick = sweeper.now
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let session = WebSocketSession(
            connection: self,
            eventLoop: context.eventLoop,
            remoteAddress: context.remoteAddress,
            limits: self.limits,
            outbox: self.outbox
        )
        self.session = session
        self.sweeper.add(self)
        self.owner.sessionOpened(session)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.end()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: self.session?.close(code: .serviceRestart, reason: "service restart")
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength: self.fail(.messageTooBig, "frame too big")
        case is NIOWebSocketError: self.fail(.protocolError, "invalid control frame")
        default: context.close(promise: nil)
        }
    }

    private func end() {
        guard let session = self.session else { return }
        self.session = nil
        self.context = nil
        self.sweeper.remove(self)
        session.ended()
        self.owner.sessionClosed(session, code: self.endCode)
    }

    // MARK: Inbound

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = self.unwrapInboundIn(data)
        self.isPinged = false
        self.silence.restart()
        guard let session = self.session else { return }
        if self.sentClose {
            if frame.opcode == .connectionClose { context.close(promise: nil) }
            return
        }
        switch self.assembler.take(frame) {
        case .partial, .pong:
            break
        case .text(let text):
            guard self.spend() else { return }
            self.owner.session(session, received: text)
        case .ping(let payload):
            guard self.spend() else { return }
            session.enqueue(WebSocketFrameBytes.encode(opcode: .pong, payload: payload))
        case .close(let code):
            session.ended()
            self.writeClose(code, reason: "", isReply: true)
        case .violation(let code, let reason):
            self.fail(code, reason)
        }
    }

    private func spend() -> Bool {
        if self.allowance.spend(now: self.sweeper.now) { return true }
        self.fail(.policyViolation, "too many messages")
        return false
    }

    /// Drops what is queued and tells the peer why the connection ends.
    private func fail(_ code: WebSocketCloseCode, _ reason: String) {
        self.session?.ended()
        self.writeClose(code, reason: reason, isReply: false)
    }

    // MARK: Outbound

    /// Hands queued frames to the socket, one batch at a time; called when there is something new and after each batch.
    func drain() {
        guard !self.isDraining else { return }
        self.isDraining = true
        defer { self.isDraining = false }
        while let context = self.context, let session = self.session {
            switch session.takeWork(canWrite: self.batch == nil) {
            case .write(let frames, let bytes):
                self.write(frames, bytes: bytes, to: context)
            case .close(let code, let reason):
                self.writeClose(code, reason: reason, isReply: false)
                return
            case .nothing(let isClosing):
                self.isClosing = isClosing
                return
            }
        }
    }

    private func write(_ frames: [ByteBuffer], bytes: Int, to context: ChannelHandlerContext) {
        self.batch = (frames.count, bytes)
        self.stall.restart()
        let taken = context.eventLoop.makePromise(of: Void.self)
        taken.futureResult.assumeIsolated().whenSuccess { self.batchTaken() }
        for frame in frames.dropLast() { context.write(self.wrapOutboundOut(.byteBuffer(frame)), promise: nil) }
        // Writes complete in order, so the last one stands for the batch.
        context.writeAndFlush(self.wrapOutboundOut(.byteBuffer(frames[frames.count - 1])), promise: taken)
    }

    private func batchTaken() {
        guard let batch = self.batch, let session = self.session else { return }
        self.batch = nil
        if session.batchTaken(messages: batch.messages, bytes: batch.bytes) { self.owner.sessionDrained(session) }
        self.drain()
    }

    /// Sends our one close frame. A reply ends the connection; otherwise the peer has `closeTimeout` to reply.
    private func writeClose(_ code: WebSocketCloseCode, reason: String, isReply: Bool) {
        guard let context = self.context, !self.sentClose else { return }
        self.sentClose = true
        self.endCode = code
        self.isClosing = true
        let frame = self.wrapOutboundOut(.byteBuffer(WebSocketFrameBytes.close(code, reason: reason)))
        guard isReply else { return context.writeAndFlush(frame, promise: nil) }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.context?.close(promise: nil) }
        context.writeAndFlush(frame, promise: written)
    }

    // MARK: Deadlines

    func sweep(now: NIODeadline) {
        guard let context = self.context, let session = self.session else { return }
        if self.isClosing {
            if self.closing.hasRun(self.limits.closeTimeout, now: now) { context.close(promise: nil) }
            return
        }
        if self.batch != nil && self.stall.hasRun(self.limits.writeStallTimeout, now: now) {
            // Nothing can reach a peer that does not read, a close frame included.
            self.endCode = .tryAgainLater
            context.close(promise: nil)
            return
        }
        if self.silence.hasRun(self.isPinged ? self.limits.pongTimeout : self.limits.pingInterval, now: now) {
            guard !self.isPinged else { return context.close(promise: nil) }
            self.isPinged = true
            self.silence.restart()
            session.enqueue(WebSocketFrameBytes.ping)
        }
        if now - self.lastTick >= TimeAmount(self.limits.tickInterval) {
            self.lastTick = now
            self.owner.sessionTicked(session)
        }
    }
}

/// How many messages a client may still send: a bucket that refills with time.
private struct MessageAllowance {
    private let perSecond: Double
    private let burst: Double
    private var left: Double
    private var filledAt: NIODeadline

    init(limits: WebSocketLimits, now: NIODeadline) {
        self.perSecond = Double(limits.messagesPerSecond)
        self.burst = Double(limits.messageBurst)
        self.left = self.burst
        self.filledAt = now
    }

    mutating func spend(now: NIODeadline) -> Bool {
        let elapsed = now - self.filledAt
        if elapsed > .zero {
            self.left = min(self.burst, self.left + Double(elapsed.nanoseconds) / 1e9 * self.perSecond)
            self.filledAt = now
        }
        guard self.left >= 1 else { return false }
        self.left -= 1
        return true
    }
}
