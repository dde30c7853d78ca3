import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// One HTTP/1 connection on its event loop: checks, converts and forwards requests, orders and frames answers, and
/// keeps every deadline of the socket.
///
/// Stands between NIO's HTTP decoder and the stream that Hummingbird reads, in the place of the usual codec. The stream
/// is made with the first request, so a connection that becomes a WebSocket never has one. Once the connection is
/// closing, nothing that arrives is handed on.
final class HTTPConnection: ChannelDuplexHandler, RemovableChannelHandler, SweptConnection {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The stream of a connection that speaks HTTP; nil for one that does not, or never said anything.
    typealias Stream = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    enum Phase {
        /// No request yet; the stream is not made.
        case fresh
        case serving
        /// The upgrade policy is thinking.
        case deciding(HTTPRequest, HTTPRequestHead)
        /// An answer of our own is due after the ones in flight; then the connection closes.
        case refusing(SocketAnswer)
        /// The last answer is written; what arrives is dropped.
        case ending
        /// The connection is a WebSocket now, or closed.
        case gone
    }

    let limits: ServerLimits
    let check: RequestHeadCheck
    let upgrades: WebSocketUpgrades
    let services: LoopServices
    let sweeper: DeadlineSweeper
    let meter: WireMeter
    let requestIDs: RequestIDs
    let decided: EventLoopPromise<Stream?>

    var phase = Phase.fresh
    var exchanges = HTTPExchanges()
    var body = IncomingBody()
    var context: ChannelHandlerContext?
    var hasInputClosed = false
    var isQuiescing = false
    /// The head of the request that is arriving, for a refusal to name.
    private var incomingHead: HTTPRequestHead?
    private var servedRequests = 0
    private var isDecided = false
    /// Called once when the peer will send nothing more; for an answer that is held back.
    private var inputEnded: (@Sendable () -> Void)?

    // For the deadlines in HTTPConnection+Deadlines.
    var idle = SweepTimer()
    var partialHead = SweepTimer()
    var linger = SweepTimer()
    var stall = WriteStall()
    /// Whether our side is closed.
    var hasOutputClosed = false
    var isReadWanted = true
    var sweepIndex: Int?

    init(
        limits: ServerLimits,
        scheme: String,
        upgrades: WebSocketUpgrades,
        services: LoopServices,
        meter: WireMeter,
        requestIDs: RequestIDs,
        decided: EventLoopPromise<Stream?>
    ) {
        self.limits = limits
        self.check = RequestHeadCheck(limits: limits, scheme: scheme)
        self.upgrades = upgrades
        self.services = services
        self.sweeper = services.sweeper.value
        self.meter = meter
        self.requestIDs = requestIDs
        self.decided = decided
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.sweeper.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.leave()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.leave()
        context.fireChannelInactive()
    }

    private func leave() {
        self.phase = .gone
        self.context = nil
        self.sweeper.remove(self)
        self.decide(nil)
        self.tellInputEnded()
    }

    /// Calls back on the event loop once the peer has closed its side or the connection is gone.
    ///
    /// Requests of a connection are answered one after another, so a later caller takes an earlier one's place.
    func whenInputEnds(_ body: @escaping @Sendable () -> Void) {
        self.inputEnded = body
        if self.hasInputClosed || self.context == nil { self.tellInputEnded() }
    }

    private func tellInputEnded() {
        let body = self.inputEnded
        self.inputEnded = nil
        body?()
    }

    /// Tells the accepting side, once, what the connection is.
    func decide(_ stream: Stream?) {
        guard !self.isDecided else { return }
        self.isDecided = true
        self.decided.succeed(stream)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            self.isQuiescing = true
            if self.exchanges.isEmpty { self.closeIdle(context) }
        case ChannelEvent.inputClosed:
            self.hasInputClosed = true
            self.tellInputEnded()
            if self.exchanges.isEmpty { self.closeIdle(context) }
            context.fireUserInboundEventTriggered(event)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Closes a connection that waits for nothing but the peer.
    private func closeIdle(_ context: ChannelHandlerContext) {
        switch self.phase {
        case .fresh, .serving: context.close(promise: nil)
        case .ending: if self.hasOutputClosed { context.close(promise: nil) }
        case .deciding, .refusing, .gone: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let parserError = error as? HTTPParserError else {
            context.fireErrorCaught(error)
            context.close(promise: nil)
            return
        }
        self.refuse(parserError == .headerOverflow ? .headersTooLarge : .malformedRequest, context: context)
    }

    // MARK: Inbound

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head): self.receive(head, context: context)
        case .body(let bytes): self.receive(bytes, context: context)
        case .end(let trailers): self.receiveEnd(trailers, context: context)
        }
    }

    private func receive(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        self.meter.hasUnreadHead = false
        self.partialHead.restart()
        guard self.acceptsRequests else { return }
        self.incomingHead = head
        do {
            let checked = try self.check.check(head)
            if checked.wantsWebSocket {
                try self.beginUpgrade(checked, head: head, context: context)
            } else {
                self.serve(checked, version: head.version, isHead: head.method == .HEAD, context: context)
            }
        } catch {
            self.refuse(error, context: context)
        }
    }

    private var acceptsRequests: Bool {
        switch self.phase {
        case .fresh, .serving: !self.body.closesAfter
        case .deciding, .refusing, .ending, .gone: false
        }
    }

    func serve(_ checked: CheckedHead, version: HTTPVersion, isHead: Bool, context: ChannelHandlerContext) {
        if case .serving = self.phase {} else { self.makeStream(context) }
        self.servedRequests += 1
        let closes =
            checked.closes || self.isQuiescing || self.servedRequests >= self.limits.requestsPerConnection
        self.body.begin(checked, closes: closes, sweepInterval: self.sweeper.interval)
        self.meter.readBytes = 0
        self.exchanges.append(
            .init(isHead: isHead, version: version, closes: closes, awaitsContinue: checked.expectsContinue)
        )
        if checked.expectsContinue { self.writeContinueIfDue(context) }
        context.fireChannelRead(self.wrapInboundOut(.head(checked.request)))
    }

    private func makeStream(_ context: ChannelHandlerContext) {
        self.phase = .serving
        do {
            let stream = try Stream(
                wrappingChannelSynchronously: context.channel,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
            self.decide(stream)
        } catch {
            context.close(promise: nil)
        }
    }

    private func receive(_ bytes: ByteBuffer, context: ChannelHandlerContext) {
        guard case .serving = self.phase, self.body.isIncoming else { return }
        self.body.received += bytes.readableBytes
        guard self.body.received <= self.limits.bodyBytes else {
            self.refuse(.payloadTooLarge, context: context)
            return
        }
        context.fireChannelRead(self.wrapInboundOut(.body(bytes)))
    }

    private func receiveEnd(_ trailers: HTTPHeaders?, context: ChannelHandlerContext) {
        self.meter.hasUnreadHead = false
        self.incomingHead = nil
        guard case .serving = self.phase, self.body.isIncoming else { return }
        self.body.isIncoming = false
        // Trailers are dropped: nothing here reads them, and merged trailers are a way around header checks.
        context.fireChannelRead(self.wrapInboundOut(.end(nil)))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.isReadWanted = false
        if self.body.isIncoming, case .serving = self.phase {
            let overhead = self.meter.readBytes - self.body.received
            let allowed = self.limits.chunkOverheadBytes + self.body.received * self.limits.chunkOverheadFactor
            if overhead > allowed { self.refuse(.malformedRequest, context: context) }
        }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        guard self.takesInput else { return }
        self.isReadWanted = true
        context.read()
    }

    /// Whether bytes from the peer are of any use.
    private var takesInput: Bool {
        switch self.phase {
        case .fresh, .deciding, .gone: true
        case .serving: self.body.isIncoming || !self.body.closesAfter
        case .refusing: false
        // A little more is read, so that the answer is not lost to a reset, and then no more.
        case .ending: self.meter.readBytes <= self.limits.drainedBodyBytes
        }
    }

    // MARK: Refusals

    /// Answers with `refusal` once earlier requests are answered, and closes.
    func refuse(_ refusal: SocketRefusal, context: ChannelHandlerContext) {
        switch self.phase {
        case .fresh, .serving, .deciding: break
        case .refusing, .ending, .gone: return
        }
        if self.body.isIncoming {
            // The request whose body is bad gets this answer instead of its own.
            self.body.isIncoming = false
            let isAnswered = self.exchanges.isEmpty || (self.exchanges.count == 1 && self.exchanges.isAnswering)
            self.exchanges.removeLast()
            context.fireErrorCaught(refusal)
            guard !isAnswered else { return context.close(promise: nil) }
        }
        let requestID = self.requestIDs.id(given: self.incomingHead?.headers.first(name: "x-request-id"))
        self.phase = .refusing(refusal.answer(target: self.incomingHead?.uri, requestID: requestID))
        self.writeRefusalIfDue(context)
    }

    /// Writes the pending answer of our own when it is its turn.
    func writeRefusalIfDue(_ context: ChannelHandlerContext) {
        guard case .refusing(let answer) = self.phase, self.exchanges.isEmpty else { return }
        context.write(self.wrapOutboundOut(.head(answer.head(version: .http1_1))), promise: nil)
        context.write(self.wrapOutboundOut(.body(.byteBuffer(answer.body))), promise: nil)
        self.writeLast(.end(nil), context: context, promise: nil)
    }

    func writeContinueIfDue(_ context: ChannelHandlerContext) {
        guard self.exchanges.takeContinue() else { return }
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(self.wrapOutboundOut(.head(head)), promise: nil)
    }
}

/// The body of the request that is arriving.
struct IncomingBody {
    var isIncoming = false
    /// Whether the connection ends with this request, so that nothing after it is looked at.
    var closesAfter = false
    /// Bytes of the body so far.
    var received = 0
    /// `Content-Length`, if known.
    var expected: Int?
    /// Time the body has taken, as far as the server was reading.
    var elapsed = TimeAmount.zero

    mutating func begin(_ checked: CheckedHead, closes: Bool, sweepInterval: TimeAmount) {
        self.isIncoming = true
        self.closesAfter = closes
        self.received = 0
        self.expected = checked.hasBody ? checked.contentLength : 0
        // The first sweep comes early by less than one interval.
        self.elapsed = .zero - sweepInterval
    }

    /// Whether more is missing than is worth reading once the answer is known.
    func isWorthDropping(over drained: Int) -> Bool {
        guard self.isIncoming else { return false }
        guard let expected = self.expected else { return true }
        return expected - self.received > drained
    }
}
