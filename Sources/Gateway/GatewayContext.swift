import Engine
package import Hummingbird
package import NIOCore

/// What belongs to one request besides the request itself.
package struct GatewayContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The client's address; nil on a Unix socket.
    package let remoteAddress: SocketAddress?
    /// The value of `X-Request-Id`, from the client or made here.
    var requestID = ""

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
