import NIOCore
import Synchronization

/// A connection whose deadlines are looked at by the sweeper of its event loop.
protocol SweptConnection: AnyObject {
    /// The place in the sweeper's list; written by the sweeper alone.
    var sweepIndex: Int? { get set }
    /// Compares the stamps with `now` and acts on what has run out.
    func sweep(now: NIODeadline)
}

/// Looks at the deadlines of all connections of one event loop, once per interval.
///
/// Requests restart a `SweepTimer` (one store) instead of moving a scheduled task. Lives on its event loop. The list is
/// walked backwards, so a connection may remove itself while it is swept.
final class DeadlineSweeper {
    /// The coarse time, at most one interval old while there are connections.
    private(set) var now = NIODeadline.now()
    let interval: TimeAmount

    private let eventLoop: any EventLoop
    private var connections: [any SweptConnection] = []
    private var isScheduled = false

    init(eventLoop: any EventLoop, interval: TimeAmount) {
        self.eventLoop = eventLoop
        self.interval = interval
    }

    func add(_ connection: any SweptConnection) {
        precondition(connection.sweepIndex == nil, "a connection is swept once")
        if !self.isScheduled {
            self.now = .now()
            self.schedule()
        }
        connection.sweepIndex = self.connections.count
        self.connections.append(connection)
    }

    func remove(_ connection: any SweptConnection) {
        guard let index = connection.sweepIndex else { return }
        connection.sweepIndex = nil
        let last = self.connections.removeLast()
        if index < self.connections.count {
            self.connections[index] = last
            last.sweepIndex = index
        }
    }

    private func schedule() {
        self.isScheduled = true
        self.eventLoop.assumeIsolated().scheduleTask(in: self.interval) { self.sweep() }
    }

    private func sweep() {
        self.now = .now()
        var index = self.connections.count - 1
        while index >= 0 {
            if index < self.connections.count { self.connections[index].sweep(now: self.now) }
            index -= 1
        }
        if self.connections.isEmpty { self.isScheduled = false } else { self.schedule() }
    }
}

/// A timeout that is observed by sweeps: it starts with the first sweep after a restart, so it never fires early,
/// however late the sweeps are, and at most two intervals late.
struct SweepTimer {
    private var since: NIODeadline?

    mutating func restart() { self.since = nil }

    /// Called once per sweep while the condition lasts; whether it has lasted for `timeout`.
    mutating func hasRun(_ timeout: Duration, now: NIODeadline) -> Bool {
        guard let since = self.since else {
            self.since = now
            return false
        }
        return now - since >= TimeAmount(timeout)
    }
}

/// What the connections of one event loop share.
struct LoopServices: Sendable {
    let sweeper: NIOLoopBound<DeadlineSweeper>
    let outbox: WebSocketOutbox
}

/// Finds the services of an event loop, made on first use.
final class LoopServicesTable: Sendable {
    private let interval: TimeAmount
    private let services = Mutex<[ObjectIdentifier: LoopServices]>([:])

    init(interval: TimeAmount) {
        self.interval = interval
    }

    /// The services of `eventLoop`, on which this is called.
    func services(of eventLoop: any EventLoop) -> LoopServices {
        eventLoop.preconditionInEventLoop()
        let key = ObjectIdentifier(eventLoop)
        if let known = self.services.withLock({ $0[key] }) { return known }
        let sweeper = DeadlineSweeper(eventLoop: eventLoop, interval: self.interval)
        let made = LoopServices(
            sweeper: NIOLoopBound(sweeper, eventLoop: eventLoop),
            outbox: WebSocketOutbox(eventLoop: eventLoop)
        )
        self.services.withLock { $0[key] = made }
        return made
    }
}
