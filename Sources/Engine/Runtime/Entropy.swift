package import Commerce
import Synchronization

/// Where ids and secrets come from. Ids are UUIDv7 and never go back within one process, so that new rows sort last.
package final class Entropy: Sendable {
    private struct State {
        var generator: any RandomNumberGenerator & Sendable
        var lastMillis: Int64 = 0
        var counter: UInt16 = 0
    }

    private let state: Mutex<State>

    /// Randomness from one generator, drawn under a lock.
    ///
    /// - Parameter generator: the system's by default; tests pass a seeded one.
    package init(_ generator: any RandomNumberGenerator & Sendable = PooledRandom()) {
        state = Mutex(State(generator: generator))
    }

    /// A new UUIDv7 that sorts behind all that were drawn before.
    ///
    /// The 12 bits behind the time count the ids of one millisecond (RFC 9562, section 6.2, method 1); when they run
    /// out, the next millisecond is used early.
    package func identifier<Subject>(at now: Timestamp) -> Identifier<Subject> {
        state.withLock { state in
            if now.millis > state.lastMillis {
                state.lastMillis = now.millis
                state.counter = UInt16.random(in: 0..<0x400, using: &state.generator)
            } else {
                state.counter += 1
                if state.counter > 0xFFF {
                    state.lastMillis += 1
                    state.counter = 0
                }
            }
            return .version7(
                millis: state.lastMillis,
                randomHigh: state.counter,
                randomLow: UInt64.random(in: .min ... .max, using: &state.generator)
            )
        }
    }

    /// Makes all ids sort behind one that an earlier process drew, also when the clock has been set back since.
    package func continueBehind<Subject>(_ id: Identifier<Subject>) {
        state.withLock { state in
            let millis = id.version7Timestamp.millis
            guard millis >= state.lastMillis else { return }
            state.lastMillis = millis
            state.counter = UInt16(truncatingIfNeeded: id.high) & 0xFFF
        }
    }

    /// Random bytes for secrets.
    package func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &state.generator) } }
    }

    /// 64 random bits.
    package func bits() -> UInt64 {
        state.withLock { UInt64.random(in: .min ... .max, using: &$0.generator) }
    }
}
