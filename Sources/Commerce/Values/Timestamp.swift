/// A point in time: Unix milliseconds, UTC, leap seconds not counted.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds of one day.
    package static let millisPerDay: Int64 = 86_400_000

    /// 1970-01-01T00:00:00.000Z.
    package static let epoch = Timestamp(millis: 0)

    /// Milliseconds since the Unix epoch, negative before it.
    package let millis: Int64

    /// Wraps Unix milliseconds; any value is allowed.
    package init(millis: Int64) {
        self.millis = millis
    }

    /// The earlier time comes first.
    package static func < (left: Self, right: Self) -> Bool { left.millis < right.millis }

    /// The time this many milliseconds later (earlier when negative), held at the ends of the 64-bit range.
    package func adding(millis delta: Int64) -> Timestamp {
        let (sum, overflow) = millis.addingReportingOverflow(delta)
        return Timestamp(millis: overflow ? (delta > 0 ? .max : .min) : sum)
    }

    /// The time this many days of 24 hours later.
    package func adding(days: Int) -> Timestamp {
        let (delta, overflow) = Int64(days).multipliedReportingOverflow(by: Self.millisPerDay)
        return adding(millis: overflow ? (days > 0 ? .max : .min) : delta)
    }

    /// Milliseconds that passed since `other`, negative when it lies later, held at the ends of the 64-bit range.
    package func millis(since other: Timestamp) -> Int64 {
        let (difference, overflow) = millis.subtractingReportingOverflow(other.millis)
        return overflow ? (millis > other.millis ? .max : .min) : difference
    }

    /// The text.
    package var description: String { text }
}
