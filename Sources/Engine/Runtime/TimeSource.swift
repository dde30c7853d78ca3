package import Commerce
import Glibc

/// Where the time comes from; tests pass one they turn by hand.
package protocol TimeSource: Sendable {
    /// The time now, by the wall clock.
    var now: Timestamp { get }

    /// Waits until the wall clock has reached a time.
    func sleep(until time: Timestamp) async throws(CancellationError)
}

/// The operating system's clock.
package struct SystemTime: TimeSource {
    package init() {}

    /// The system's time, which jumps when somebody sets it.
    package var now: Timestamp {
        let sinceEpoch = WallClock.nanoseconds
        return Timestamp(millis: sinceEpoch / 1_000_000)
    }

    /// Waits until the system's time has come to `time`, also when the clock is set meanwhile.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    package func sleep(until time: Timestamp) async throws(CancellationError) {
        while true {
            let rest = time.millis(since: now)
            if rest <= 0 { return }
            // In slices, so that a clock that is set forward is noticed.
            do {
                try await Task.sleep(for: .milliseconds(min(rest, 1_000)))
            } catch {
                throw CancellationError()
            }
        }
    }
}

/// The system's time of day.
enum WallClock {
    /// Nanoseconds since 1970-01-01 UTC.
    static var nanoseconds: Int64 {
        var time = timespec()
        // SAFETY: clock_gettime fills the struct it is handed.
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
