package import Commerce
import Engine
import Synchronization

/// A clock that stands still until a test turns it.
package final class ManualTime: TimeSource {
    private struct State {
        var now: Timestamp
        var nextSleeper = 0
        var sleepers: [Int: (until: Timestamp, continuation: CheckedContinuation<Void, Never>)] = [:]
        /// Tests that wait for somebody to fall asleep.
        var watchers: [CheckedContinuation<Timestamp, Never>] = []
    }

    private let state: Mutex<State>

    /// Begins at 2026-03-01 12:00 UTC, or where it is told to.
    package init(_ start: Timestamp = Timestamp(millis: 1_772_366_400_000)) { state = Mutex(State(now: start)) }

    /// What the clock shows.
    package var now: Timestamp { state.withLock { $0.now } }

    /// Waits until a test has turned the clock to `time`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    package func sleep(until time: Timestamp) async throws(CancellationError) {
        let number = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let (mustWait, watchers) = state.withLock {
                    state -> (Bool, [CheckedContinuation<Timestamp, Never>]) in
                    guard state.now < time, !Task.isCancelled else { return (false, []) }
                    state.sleepers[number] = (time, continuation)
                    defer { state.watchers = [] }
                    return (true, state.watchers)
                }
                if !mustWait { continuation.resume() }
                for watcher in watchers { watcher.resume(returning: time) }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume()
        }
        if Task.isCancelled { throw CancellationError() }
    }

    /// Sets the clock, also back, and wakes whoever waited for a time that has come.
    package func set(_ time: Timestamp) {
        let due = state.withLock { state in
            state.now = time
            let due = state.sleepers.filter { $0.value.until <= time }
            for number in due.keys { state.sleepers.removeValue(forKey: number) }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// Turns the clock on, or back, and wakes whoever waited for a time that has come.
    package func advance(millis: Int64) { set(now.adding(millis: millis)) }

    /// When the next sleeper wakes; waits for one if nobody sleeps.
    package func nextWake() async -> Timestamp {
        await withCheckedContinuation { continuation in
            let earliest = state.withLock { state in
                let earliest = state.sleepers.values.map(\.until).min()
                if earliest == nil { state.watchers.append(continuation) }
                return earliest
            }
            if let earliest { continuation.resume(returning: earliest) }
        }
    }
}
