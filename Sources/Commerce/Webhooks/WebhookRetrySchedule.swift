/// When a delivery that failed is tried again: the example schedule of Standard Webhooks 1.0, ten attempts over three days.
package struct WebhookRetrySchedule: Hashable, Sendable {
    /// The waits behind the first attempt, the second, …, in milliseconds: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h,
    /// 20 h, 24 h.
    package static let waitsMillis: [Int64] = [
        5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
    ]
    /// The longest wait that `Retry-After` is granted, in milliseconds.
    package static let retryAfterLimitMillis: Int64 = 86_400_000

    /// What every wait is multiplied with (`WEBHOOK_RETRY_SCALE`), in thousandths: 1,000 outside of development.
    package let scaleThousandths: Int64

    /// The schedule as it is, or made shorter.
    package init(scaleThousandths: Int64 = 1_000) { self.scaleThousandths = scaleThousandths }

    /// How long to wait behind an attempt; nil when it was the last.
    ///
    /// - Parameters:
    ///   - attempt: which attempt failed, from 1 on.
    ///   - retryAfterMillis: what the receiver asked for; a shorter wait than the schedule's is not granted.
    ///   - jitter: random bits that move the wait by up to 20 % either way.
    package func waitMillis(afterAttempt attempt: Int, retryAfterMillis: Int64?, jitter: UInt64) -> Int64? {
        guard attempt >= 1, attempt <= Self.waitsMillis.count else { return nil }
        let wait = scaled(Self.waitsMillis[attempt - 1])
        let moved = wait * (800 + Int64(jitter % 401)) / 1_000
        return max(moved, min(retryAfterMillis ?? 0, Self.retryAfterLimitMillis))
    }

    /// How long a receiver with too much to do is left alone altogether: as long as it asks for, and a first wait at least.
    package func restMillis(retryAfterMillis: Int64?) -> Int64 {
        max(scaled(Self.waitsMillis[0]), min(retryAfterMillis ?? 0, Self.retryAfterLimitMillis))
    }

    /// A time of the schedule, made shorter as all of it.
    package func scaled(_ millis: Int64) -> Int64 { millis * scaleThousandths / 1_000 }
}
