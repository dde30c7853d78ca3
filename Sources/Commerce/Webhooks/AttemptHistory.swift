/// How the last attempts of an endpoint went.
package struct AttemptHistory: Hashable, Sendable {
    /// Attempts that are looked back on.
    package static let span = 100
    /// Failures in a row after which an endpoint is paused, if they go on for `pauseAfterMillis`.
    package static let pauseAfterFailures = 15
    /// How long failures have to go on before an endpoint is paused, in milliseconds.
    package static let pauseAfterMillis: Int64 = 3_600_000

    /// One bit for each of the last attempts, the newest lowest, set for a success.
    package private(set) var outcomes: UInt128
    /// How many bits mean something.
    package private(set) var count: Int
    /// Failures since the last success.
    package private(set) var failuresInRow: Int
    /// When the first of them was; nil without one.
    package private(set) var failingSince: Timestamp?
    /// When something arrived for the last time.
    package private(set) var lastSuccessAt: Timestamp?

    /// No attempts yet, or what was stored.
    package init(
        outcomes: UInt128 = 0,
        count: Int = 0,
        failuresInRow: Int = 0,
        failingSince: Timestamp? = nil,
        lastSuccessAt: Timestamp? = nil
    ) {
        self.outcomes = outcomes
        self.count = min(count, Self.span)
        self.failuresInRow = failuresInRow
        self.failingSince = failingSince
        self.lastSuccessAt = lastSuccessAt
    }

    /// Takes note of an attempt.
    package mutating func note(success: Bool, at now: Timestamp) {
        outcomes = (outcomes << 1 | (success ? 1 : 0)) & (1 << UInt128(Self.span) - 1)
        count = min(count + 1, Self.span)
        failuresInRow = success ? 0 : failuresInRow + 1
        failingSince = success ? nil : failingSince ?? now
        if success { lastSuccessAt = now }
    }

    /// Begins anew after a pause; the figure stays.
    package mutating func forgive() { (failuresInRow, failingSince) = (0, nil) }

    /// Whether it has failed so often and for so long that it should be paused.
    package func isHopeless(at now: Timestamp, pauseAfterMillis: Int64) -> Bool {
        guard failuresInRow >= Self.pauseAfterFailures, let failingSince else { return false }
        return now.millis(since: failingSince) >= pauseAfterMillis
    }

    /// Successes of the last attempts in per cent, rounded down; nil before the first attempt.
    package var successPercent: Int? { count == 0 ? nil : outcomes.nonzeroBitCount * 100 / count }

    /// The figure in a word.
    package var health: WebhookHealth {
        switch successPercent {
        case nil: .unknown
        case let percent? where percent >= 95: .healthy
        case let percent? where percent >= 80: .degraded
        default: .failing
        }
    }
}

/// How an endpoint does, by its last attempts.
package enum WebhookHealth: String, Sendable, CaseIterable {
    /// Nothing was sent yet.
    case unknown
    /// At least 95 of 100 arrive.
    case healthy
    /// At least 80 of 100 arrive.
    case degraded
    case failing
}
