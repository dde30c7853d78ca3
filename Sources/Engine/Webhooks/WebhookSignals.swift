import Commerce
import Synchronization

/// Tells the dispatcher which endpoints somebody changed, and everybody how far it has looked; hints, the tables say
/// what is so.
final class WebhookSignals: Sendable {
    private struct State {
        var changed: Set<WebhookID> = []
        var wake: (@Sendable () -> Void)?
        var level: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Notes a change that is on disk.
    func note(_ id: WebhookID) {
        let wake = state.withLock { state in
            // Without a dispatcher nobody empties the set, and the next one looks at all endpoints anyway.
            if state.wake != nil { state.changed.insert(id) }
            return state.wake
        }
        wake?()
    }

    /// Has a dispatcher woken from now on; nil for none.
    func attach(_ wake: (@Sendable () -> Void)?) {
        state.withLock { ($0.wake, $0.changed) = (wake, []) }
    }

    /// Notes that the level endpoints have every delivery up to a record of the log, on disk.
    func reach(_ sequence: UInt64) { state.withLock { $0.level = sequence } }

    /// How far the level endpoints were told; what is on disk may be behind it.
    var level: UInt64 { state.withLock { $0.level } }

    /// Whether something changed that nobody has looked at.
    var hasChanges: Bool { state.withLock { !$0.changed.isEmpty } }

    /// What changed since the last call.
    func take() -> Set<WebhookID> {
        state.withLock { state in
            defer { state.changed = [] }
            return state.changed
        }
    }
}
