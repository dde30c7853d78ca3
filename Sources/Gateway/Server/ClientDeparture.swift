import NIOCore

/// Tells a handler that holds its answer back that nobody waits for it any more.
enum ClientDeparture {
    /// Calls `left` once when the client closes its side or the connection ends, at once when that has happened.
    ///
    /// A client that closes only its sending side is taken for gone as well: the two look the same from here, and it
    /// still gets an answer, only sooner.
    static func watch(_ channel: any Channel, _ left: @escaping @Sendable () -> Void) {
        channel.eventLoop.execute {
            do {
                try channel.pipeline.syncOperations.handler(type: HTTPConnection.self).whenInputEnds(left)
            } catch {
                left()  // the handler goes with its connection
            }
        }
    }
}
