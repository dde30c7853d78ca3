/// What an attempt means for its delivery and its endpoint.
package enum RecordAttempt {
    /// What the attempt left.
    package struct Result: Hashable, Sendable {
        /// The endpoint behind it.
        package var endpoint: WebhookEndpoint
        /// The delivery behind it.
        package var delivery: WebhookDelivery
        /// Why the endpoint is paused with this attempt; nil when it is not.
        package var pause: PauseReason?
    }

    /// Decides on the outcome of a delivery's newest attempt, which is counted here.
    ///
    /// - Parameters:
    ///   - level: where the endpoints that are level stand; a pause keeps that position.
    ///   - jitter: random bits for the wait.
    package static func decide(
        _ endpoint: WebhookEndpoint,
        _ delivery: WebhookDelivery,
        outcome: AttemptOutcome,
        schedule: WebhookRetrySchedule,
        level: UInt64,
        jitter: UInt64,
        now: Timestamp
    ) -> Result {
        var (endpoint, delivery) = (endpoint, delivery)
        delivery.attempts += 1
        delivery.lastStatus = outcome.status
        if !delivery.isTest { endpoint.health.note(success: outcome.isSuccess, at: now) }
        if let held = endpoint.heldUntil, held <= now { endpoint.heldUntil = nil }
        if outcome.isSuccess {
            finish(&delivery, .succeeded, &endpoint, now: now)
            return Result(endpoint: endpoint, delivery: delivery, pause: nil)
        }
        let round = delivery.attempts - delivery.attemptsBefore
        let wait = schedule.waitMillis(
            afterAttempt: delivery.isTest ? .max : round,
            retryAfterMillis: outcome.retryAfterMillis,
            jitter: jitter
        )
        if outcome.slowsEndpoint {
            // Not for as long as this delivery waits, which may be a day: the next one finds out sooner how it is now.
            let rest = schedule.restMillis(retryAfterMillis: outcome.retryAfterMillis)
            endpoint.heldUntil = max(now.adding(millis: rest), endpoint.heldUntil ?? now)
        }
        let pause = pauseReason(endpoint, delivery, outcome, schedule, now: now)
        if let pause {
            // The position is kept: what is unfinished stays so, this delivery included.
            endpoint.status = .paused
            endpoint.pauseReason = pause
            endpoint.cursor = endpoint.cursor ?? level
            endpoint.updatedAt = now
        }
        if let wait {
            delivery.dueAt = now.adding(millis: wait)
        } else if pause != nil, !delivery.isTest {
            delivery.dueAt = now
        } else {
            finish(&delivery, .failed, &endpoint, now: now)
        }
        return Result(endpoint: endpoint, delivery: delivery, pause: pause)
    }

    private static func finish(
        _ delivery: inout WebhookDelivery,
        _ status: DeliveryStatus,
        _ endpoint: inout WebhookEndpoint,
        now: Timestamp
    ) {
        delivery.status = status
        delivery.dueAt = nil
        delivery.finishedAt = now
        endpoint.unfinished -= 1
    }

    private static func pauseReason(
        _ endpoint: WebhookEndpoint,
        _ delivery: WebhookDelivery,
        _ outcome: AttemptOutcome,
        _ schedule: WebhookRetrySchedule,
        now: Timestamp
    ) -> PauseReason? {
        guard endpoint.status == .active, !delivery.isTest else { return nil }
        if outcome.status == 410 { return .gone }
        let after = schedule.scaled(AttemptHistory.pauseAfterMillis)
        return endpoint.health.isHopeless(at: now, pauseAfterMillis: after) ? .failing : nil
    }
}
