import Commerce
import Synchronization

/// Tells the dispatcher which endpoints somebody changed; a hint, the tables say what is so.
final class WebhookSignals: Sendable {
    private struct State {
        var changed: Set<WebhookID> = []
        var wake: (@Sendable () -> Void)?
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
