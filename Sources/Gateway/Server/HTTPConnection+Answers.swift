import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// The outbound half: answers in, in order, framed for the request they belong to.
extension HTTPConnection {
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard let exchange = self.exchanges.current else {
            // The request was refused in the meantime, or its connection is closing.
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch self.unwrapOutboundIn(data) {
        case .head(let head) where head.status.kind == .informational:
            context.write(self.wrapOutboundOut(.head(HTTPResponseHead(head, version: .http1_1))), promise: promise)
        case .head(let head):
            self.writeHead(head, of: exchange, context: context, promise: promise)
        case .body(let bytes):
            if self.exchanges.isAnswerBodiless {
                promise?.succeed(())
            } else {
                context.write(self.wrapOutboundOut(.body(.byteBuffer(bytes))), promise: promise)
            }
        case .end(let trailers):
            self.writeEnd(trailers, context: context, promise: promise)
        }
    }

    private func writeHead(
        _ answer: HTTPResponse,
        of exchange: HTTPExchanges.Exchange,
        context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>?
    ) {
        var head = HTTPResponseHead(answer, version: exchange.version == .http1_0 ? .http1_0 : .http1_1)
        let isLast = self.exchanges.count == 1
        if exchange.closes
            || self.isQuiescing
            || answer.headerFields[.connection].map({ $0.hasToken("close") }) == true
            || (isLast && self.body.isWorthDropping(over: self.limits.drainedBodyBytes))
            || (exchange.isHead && head.status.mayHaveResponseBody && answer.headerFields[.contentLength] == nil)
        {
            self.exchanges.closeAfterCurrent()
            self.body.closesAfter = true
            head.headers.replaceOrAdd(name: "connection", value: "close")
        }
        self.exchanges.answerBegins(hasBody: !exchange.isHead && head.status.mayHaveResponseBody)
        context.write(self.wrapOutboundOut(.head(head)), promise: promise)
    }

    private func writeEnd(_ trailers: HTTPFields?, context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        guard let answered = self.exchanges.answerEnds() else { return }
        self.idle.restart()
        let end = HTTPServerResponsePart.end(trailers.map { HTTPHeaders($0.map { ($0.name.rawName, $0.value) }) })
        if answered.closes || (self.exchanges.isEmpty && (self.hasInputClosed || self.isQuiescing)) {
            self.writeLast(answered.isHead ? .body(.byteBuffer(ByteBuffer())) : end, context: context, promise: promise)
            return
        }
        // An answer to HEAD has no body, so no end of one either.
        if answered.isHead { promise?.succeed(()) } else { context.write(self.wrapOutboundOut(end), promise: promise) }
        self.writeContinueIfDue(context)
        self.writeRefusalIfDue(context)
    }

    /// Writes the last part of the connection and closes our side once it is out.
    func writeLast(_ part: HTTPServerResponsePart, context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        self.phase = .ending
        self.meter.readBytes = 0
        self.decide(nil)
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.closeOutput() }
        context.writeAndFlush(self.wrapOutboundOut(part), promise: written)
        self.read(context: context)  // to notice the peer's close, where reading had been given up
    }

    /// Closes our side, then waits for the peer's, so that it reads the answer before it sees a reset.
    private func closeOutput() {
        guard let context = self.context, !self.hasOutputClosed else { return }
        self.hasOutputClosed = true
        if self.hasInputClosed { context.close(promise: nil) } else { context.close(mode: .output, promise: nil) }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard case .output = mode else {
            context.close(mode: mode, promise: promise)
            return
        }
        // The stream has said all it has to say. If the last answer has not done so already, close behind it.
        switch self.phase {
        case .serving: self.writeLast(.body(.byteBuffer(ByteBuffer())), context: context, promise: promise)
        case .fresh, .deciding, .refusing, .ending, .gone: promise?.succeed(())
        }
    }
}

extension HTTPResponseHead {
    /// The same head in NIO's types.
    init(_ head: HTTPResponse, version: HTTPVersion) {
        var fields: [(String, String)] = []
        fields.reserveCapacity(head.headerFields.count + 2)
        for field in head.headerFields { fields.append((field.name.rawName, field.value)) }
        self.init(
            version: version,
            status: HTTPResponseStatus(statusCode: head.status.code, reasonPhrase: head.status.reasonPhrase),
            headers: HTTPHeaders(fields)
        )
    }
}
