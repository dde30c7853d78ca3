import NIOCore

/// Counts the raw bytes of an HTTP connection in both directions, for the limits that decoded parts cannot show:
/// heads that drip, chunk framing, and answers nobody reads.
///
/// Sits in front of the HTTP decoder and shares its event loop with the handler that reads the counts.
final class WireMeter: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// Bytes read since the last reset.
    var readBytes = 0
    /// Bytes ever written.
    private(set) var writtenBytes = 0
    /// Whether bytes came in since the last head ended; the start of the next head.
    var hasUnreadHead = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.readBytes += self.unwrapInboundIn(data).readableBytes
        self.hasUnreadHead = true
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        self.writtenBytes += self.unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }
}
