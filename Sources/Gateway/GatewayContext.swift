import Engine
package import Hummingbird
package import NIOCore

/// What belongs to one request besides the request itself.
package struct GatewayContext: RequestContext {
    /// What Hummingbird keeps for a request: path parameters, the route's template, the logger.
    package var coreContext: CoreRequestContextStorage
    /// The connection that the request came on.
    let channel: any Channel
    /// The client's address; nil on a Unix socket.
    package let remoteAddress: SocketAddress?
    /// The value of `X-Request-Id`, from the client or made here.
    var requestID = ""

    /// The context of a request that has just arrived, before `Edge` has given it an id.
    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        remoteAddress = source.channel.remoteAddress
    }
}
