import Commerce
import EventLog
import Logging
import Storage
import Synchronization

/// Attempts and what came of them.
extension WebhookDispatcher {
    /// Makes an attempt and records what came of it.
    func carryOut(_ job: Job) async {
        let answer =
            if let body = job.body { await sender.send(request(job, body)) } else {
                WebhookAnswer(.failed("gone: the log no longer has the event"))
            }
        // What is given up has no outcome: the next process makes the attempt again.
        guard !Task.isCancelled else { return leave(job, agenda: nil) }
        while true {
            do throws(EngineError) {
                let report = try await engine.submitBackground { [self] transaction throws(EngineError) in
                    try record(answer, of: job, in: transaction)
                }
                return finished(job, report)
            } catch {
                guard error.storageError == .full else {
                    engine.logger.error("a webhook's answer is lost", metadata: ["error": "\(error)"])
                    return leave(job, agenda: engine.time.now.adding(millis: Self.pauseMillis))
                }
                do throws(CancellationError) {
                    try await engine.time.sleep(until: engine.time.now.adding(millis: Self.pauseMillis))
                } catch {
                    return leave(job, agenda: nil)
                }
            }
        }
    }

    private func request(_ job: Job, _ body: [UInt8]) -> WebhookRequest {
        let seconds = job.startedAt.millis / 1_000
        let id = job.delivery.event.text
        let secrets = job.endpoint.signingSecrets(at: job.startedAt)
        let signature = WebhookSigner.signature(id: id, seconds: seconds, body: body, secrets: secrets)
        return WebhookRequest(
            url: job.endpoint.url,
            fields: [
                ("Content-Type", "application/json"), ("User-Agent", userAgent), ("webhook-id", id),
                ("webhook-timestamp", "\(seconds)"), ("webhook-signature", signature),
                ("X-Webhook-Event", job.delivery.type), ("X-Webhook-Attempt", "\(job.number)"),
            ],
            body: body
        )
    }

    /// What is known of an endpoint behind an attempt.
    private struct Report: Sendable {
        var endpoint: WebhookEndpoint
        var due: [(at: Timestamp, id: DeliveryID)]
    }

    private func record(
        _ answer: WebhookAnswer,
        of job: Job,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> Report? {
        try stored { () throws(StorageError) -> Report? in
            let (tables, now) = (engine.tables.webhooks, engine.time.now)
            guard let before = try tables.deliveries.get(job.delivery.id, in: transaction),
                var endpoint = try tables.endpoints.get(job.endpoint.id, in: transaction)
            else { return nil }
            var attempt = WebhookAttempt(startedAt: job.startedAt)
            attempt.finishedAt = now
            attempt.status = answer.outcome.status
            if case .failed(let error) = answer.outcome { attempt.error = error }
            attempt.answer = answer.body
            if before.status == .pending, endpoint.status != .deleted {
                let result = RecordAttempt.decide(
                    endpoint,
                    before,
                    outcome: answer.outcome,
                    schedule: engine.configuration.webhooks.schedule,
                    level: try engine.webhookLevel(in: transaction),
                    jitter: engine.entropy.bits(),
                    now: now
                )
                attempt.nextAt = result.delivery.dueAt
                endpoint = result.endpoint
                try write(result, before: before, job, now, in: transaction)
            }
            try tables.attempts.put(Key2(before.id, job.number), attempt, in: transaction)
            let due = try tables.dueDeliveries(of: endpoint.id, limit: limits.perEndpoint + 2, in: transaction)
            return Report(endpoint: endpoint, due: due)
        }
    }

    private func write(
        _ result: RecordAttempt.Result,
        before: WebhookDelivery,
        _ job: Job,
        _ now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        var delivery = result.delivery
        // From here on the same bytes are sent, also by a later version of this program.
        if delivery.status == .pending { delivery.body = before.body ?? job.body }
        try engine.tables.webhooks.write(delivery, before: before, in: transaction)
        try engine.webhookBook.write(result.endpoint, in: transaction)
        if delivery.status != .pending, delivery.isOrdered, let order = delivery.order {
            try engine.webhookBook.release(order, delivery.webhook, now: now, in: transaction)
        }
        guard let reason = result.pause else { return }
        let event = WebhookPaused(result.endpoint, reason: reason, at: now)
        engine.journal.encoder.append(.webhookPaused(event), causedBy: nil, to: engine.log, in: transaction)
        engine.logger.warning(
            "a webhook is paused",
            metadata: ["webhook": "\(result.endpoint.id)", "reason": "\(reason.text)"]
        )
    }

    private func finished(_ job: Job, _ report: Report?) {
        state.withLock { state in
            free(job, &state)
            guard let report else { return state.agenda.set(job.endpoint.id, at: nil) }
            let busy = state.inFlight[report.endpoint.id] ?? []
            let next = report.due.first { !busy.contains($0.id) }?.at
            take(report.endpoint, firstDue: next, &state)
        }
    }

    // MARK: Places

    /// Gives a job's place back, and has its endpoint looked at.
    func leave(_ job: Job, agenda: Timestamp?) {
        state.withLock { state in
            free(job, &state)
            state.agenda.set(job.endpoint.id, at: agenda)
        }
    }

    func free(_ job: Job, _ state: inout State) {
        state.inFlight[job.endpoint.id]?.remove(job.delivery.id)
        if state.inFlight[job.endpoint.id]?.isEmpty == true { state.inFlight[job.endpoint.id] = nil }
        if job.isFailing { state.failingInFlight -= 1 } else { state.healthyInFlight -= 1 }
    }
}
