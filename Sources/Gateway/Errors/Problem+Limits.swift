extension Problem {
    /// The 429 for a request that the limits refuse. `violated_policies` names the policy as `RateLimit-Policy` does, as
    /// draft-ietf-httpapi-ratelimit-headers-10 suggests for problems.
    init(limit verdict: LimitVerdict) {
        self.init(.rateLimitExceeded, retryAfterSeconds: verdict.retryAfterSeconds)
        guard let policy = verdict.policy else { return }
        detail =
            "\(policy.family.rawValue): \(policy.quota.requests) requests are allowed in any "
            + "\(policy.quota.seconds) seconds. Try again in \(verdict.retryAfterSeconds) s."
        violatedPolicies = [policy.family.rawValue]
    }
}
