import NIOCore
import Synchronization

/// Collects the sessions of one event loop that have something to do there, and wakes the loop once for all of them.
///
/// A fan-out to thousands of sockets costs one task on each loop instead of one per socket.
final class WebSocketOutbox: Sendable {
    private let eventLoop: any EventLoop
    private let waiting = Mutex<[WebSocketSession]>([])

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Has the session drained on its loop soon. Called from any thread, once per session until it is drained.
    func add(_ session: WebSocketSession) {
        let isFirst = self.waiting.withLock { waiting in
            waiting.append(session)
            return waiting.count == 1
        }
        if isFirst { self.eventLoop.execute { self.drain() } }
    }

    private func drain() {
        let sessions = self.waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for session in sessions { session.drainOnLoop() }
    }
}
