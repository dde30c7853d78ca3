/// How often and when something that failed is tried again.
package struct RetrySchedule: Hashable, Sendable {
    /// Attempts after the first one.
    package var retries: Int
    /// The wait before the first retry in milliseconds, doubled for each further one.
    package var backoffMillis: Int64
    /// The longest wait, in milliseconds.
    package var limitMillis: Int64

    package init(retries: Int = 20, backoffMillis: Int64 = 1_000, limitMillis: Int64 = 3_600_000) {
        self.retries = retries
        self.backoffMillis = backoffMillis
        self.limitMillis = limitMillis
    }

    /// How long to wait after so many failed attempts, and up to a tenth more so that not everything is tried at once.
    package func waitMillis(afterAttempts attempts: Int, jitter: UInt64) -> Int64 {
        let doubled = backoffMillis << Int64(max(0, min(attempts - 1, 30)))
        let wait = min(doubled, limitMillis)
        return wait + Int64(jitter % UInt64(max(wait / 10, 1)))
    }
}

/// How an attempt to send a notification ended.
package enum DeliveryOutcome: Hashable, Sendable {
    /// Whoever carries it has taken it.
    case delivered
    /// It is not to be sent any more: the customer, or what is known of them, has changed.
    case skipped(SkipReason)
    /// Nobody took it; it may be tried again.
    case failed(reason: String, retryAfterMillis: Int64?)
    /// The address or the message was refused for good.
    case refused(reason: String)
}

extension Notice.Entry {
    /// The entry after an attempt.
    ///
    /// - Parameter jitter: random bits for the wait before the next one.
    package func after(
        _ outcome: DeliveryOutcome,
        schedule: RetrySchedule,
        jitter: UInt64,
        now: Timestamp
    ) -> Notice.Entry {
        var entry = self
        (entry.changedAt, entry.dueAt, entry.error) = (now, nil, nil)
        switch outcome {
        case .delivered: (entry.status, entry.attempts) = (.sent, attempts + 1)
        case .skipped(let reason): (entry.status, entry.skipped) = (.skipped, reason)
        case .refused(let reason): (entry.status, entry.attempts, entry.error) = (.failed, attempts + 1, reason)
        case .failed(let reason, let retryAfterMillis):
            (entry.attempts, entry.error) = (attempts + 1, reason)
            guard entry.attempts <= schedule.retries else {
                entry.status = .failed
                return entry
            }
            let wait = schedule.waitMillis(afterAttempts: entry.attempts, jitter: jitter)
            let wanted = min(retryAfterMillis ?? 0, schedule.limitMillis)
            entry.dueAt = now.adding(millis: max(wait, wanted))
        }
        return entry
    }

    /// The entry as one that is to be tried anew, from its first attempt on.
    package func renewed(now: Timestamp) -> Notice.Entry {
        Notice.Entry(
            channel: channel,
            status: .pending,
            changedAt: now,
            dueAt: now,
            requestOffset: requestOffset
        )
    }
}
