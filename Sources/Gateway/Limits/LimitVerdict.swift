import Commerce
import HTTPTypes

/// What the limits say to one request, for the answer's fields.
struct LimitVerdict: Sendable, Equatable {
    /// Nothing was counted: the family has no quota, or limits are off.
    static let unlimited = LimitVerdict()

    /// Whether the request may go on.
    let isAdmitted: Bool
    /// The family and its quota; nil when nothing was counted.
    let policy: Policy?
    /// Requests that may follow at once.
    let remaining: Int
    /// Seconds until one more is allowed than now, at least 1.
    let retryAfterSeconds: Int
    /// Milliseconds until all of the quota is there again.
    private let millisUntilReset: Int64

    /// What was counted.
    struct Policy: Sendable, Equatable {
        var family: LimitFamily
        var quota: LimitFamily.Quota
    }

    private init() {
        (isAdmitted, policy, remaining, retryAfterSeconds, millisUntilReset) = (true, nil, .max, 0, 0)
    }

    init(_ verdict: SlidingWindow.Verdict, _ family: LimitFamily, _ quota: LimitFamily.Quota) {
        isAdmitted = verdict.isAdmitted
        policy = Policy(family: family, quota: quota)
        // Those who share a window have more together than one has.
        remaining = min(verdict.remaining, quota.requests)
        retryAfterSeconds = max(Self.seconds(verdict.millisUntilMore), 1)
        millisUntilReset = verdict.millisUntilEmpty
    }

    /// The one of two verdicts on the same request that leaves less.
    func tighter(than other: LimitVerdict) -> LimitVerdict {
        if isAdmitted != other.isAdmitted { return isAdmitted ? other : self }
        if remaining != other.remaining { return remaining < other.remaining ? self : other }
        return retryAfterSeconds >= other.retryAfterSeconds ? self : other
    }

    /// The fields of the answer, whether the request was admitted or refused; none when nothing was counted.
    ///
    /// `X-RateLimit-Reset` is the Unix time in seconds when all of the quota is there again. `RateLimit-Policy` and
    /// `RateLimit` are those of draft-ietf-httpapi-ratelimit-headers-10 (sections 3 and 4): `q` requests in `w` seconds, `r`
    /// left, and `t` seconds until there is more, which is never later than `Retry-After`.
    func fields(now: Timestamp) -> HTTPFields {
        guard let policy else { return [:] }
        let (name, quota) = (policy.family.rawValue, policy.quota)
        let reset = Self.seconds(now.adding(millis: millisUntilReset).millis)
        return [
            .xRateLimitLimit: "\(quota.requests)",
            .xRateLimitRemaining: "\(remaining)",
            .xRateLimitReset: "\(reset)",
            .rateLimitPolicy: "\"\(name)\";q=\(quota.requests);w=\(quota.seconds)",
            .rateLimit: "\"\(name)\";r=\(remaining);t=\(retryAfterSeconds)",
        ]
    }

    /// Whole seconds, never less than the milliseconds.
    private static func seconds(_ millis: Int64) -> Int { Int((millis + 999) / 1_000) }
}

extension HTTPField.Name {
    static let xRateLimitLimit = Self("X-RateLimit-Limit") ?? .via
    static let xRateLimitRemaining = Self("X-RateLimit-Remaining") ?? .via
    static let xRateLimitReset = Self("X-RateLimit-Reset") ?? .via
    static let rateLimitPolicy = Self("RateLimit-Policy") ?? .via
    static let rateLimit = Self("RateLimit") ?? .via
}
