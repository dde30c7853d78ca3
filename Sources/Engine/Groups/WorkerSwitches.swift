import EventLog
import Synchronization

/// Which groups are paused, as the store says, and who wants to know when that changes.
///
/// The store decides; this copy of it saves reads and wakes whoever waits. It is changed after the commit, on the
/// writer's thread.
final class WorkerSwitches: Sendable {
    /// What happened to a group.
    enum Change: Sendable {
        case paused
        case resumed
        /// Its offsets were set by hand, while it was paused.
        case moved
    }

    private struct State {
        var paused: Set<GroupName>
        var nextListener = 0
        var listeners: [Int: @Sendable (GroupName, Change) -> Void] = [:]
    }

    private let state: Mutex<State>

    init(paused: Set<GroupName>) { state = Mutex(State(paused: paused)) }

    /// Whether a group begins nothing new.
    func isPaused(_ group: GroupName) -> Bool { state.withLock { $0.paused.contains(group) } }

    /// Calls `listener` after each change, on the writer's thread; it must be short and not block.
    ///
    /// - Returns: what ends that.
    @discardableResult
    func listen(_ listener: @escaping @Sendable (GroupName, Change) -> Void) -> @Sendable () -> Void {
        let number = state.withLock { state in
            state.nextListener += 1
            state.listeners[state.nextListener] = listener
            return state.nextListener
        }
        return { [weak self] in
            guard let self else { return }
            _ = state.withLock { $0.listeners.removeValue(forKey: number) }
        }
    }

    /// Takes note of a change that is on disk.
    func tell(_ group: GroupName, _ change: Change) {
        let listeners = state.withLock { state in
            switch change {
            case .paused: state.paused.insert(group)
            case .resumed: state.paused.remove(group)
            case .moved: break
            }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener(group, change) }
    }
}
