import Synchronization

/// What was found out about credentials, by their text, with the engine's `accessGeneration` of that moment.
///
/// Bounded: when it is full all is forgotten, which costs one more look at each.
final class Remembered<Value: Sendable>: Sendable {
    struct Entry: Sendable {
        var value: Value
        var generation: UInt64
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var era = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Changes when all is forgotten on purpose.
    var era: Int { state.withLock { $0.era } }

    func find(_ credential: String) -> Entry? { state.withLock { $0.entries[credential] } }

    /// - Parameter era: as it was when finding out began; what belongs to an earlier one is not kept.
    func keep(_ value: Value, for credential: String, generation: UInt64, era: Int) {
        state.withLock { state in
            guard state.era == era else { return }
            if state.entries.count >= limit, state.entries[credential] == nil {
                state.entries.removeAll(keepingCapacity: true)
            }
            state.entries[credential] = Entry(value: value, generation: generation)
        }
    }

    func forget() {
        state.withLock { state in
            state.entries.removeAll()
            state.era += 1
        }
    }
}
