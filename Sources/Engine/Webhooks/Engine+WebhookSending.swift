package import Commerce
import EventLog
import Storage

/// Sending by hand.
extension Engine {
    /// Sends a test to an endpoint; the answer is the delivery.
    ///
    /// - Throws: `.webhookNotFound`, `.webhook(.paused)`, `.idempotencyKeyReused`.
    package func testWebhook(
        _ id: WebhookID,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let trail = trail(actor)
        return try await command(request) { [self] now, transaction throws(EngineError) in
            var endpoint = try webhookBook.endpoint(id, for: actor, in: transaction)
            guard endpoint.status == .active else { throw .webhook(.paused) }
            let event: EventID = entropy.identifier(at: now)
            let delivery = WebhookDelivery(
                id: entropy.identifier(at: now),
                webhook: id,
                event: event,
                type: WebhookEvent.testType,
                sequence: 0,
                order: nil,
                isOrdered: false,
                createdAt: now,
                dueAt: now,
                body: WebhookEvent.testBody(event, id, at: now)
            )
            endpoint.unfinished += 1
            try stored { () throws(StorageError) in
                try tables.webhooks.write(delivery, before: nil, in: transaction)
                try webhookBook.write(endpoint, in: transaction)
            }
            try trail.record(.webhookTest, endpoint, endpoint, now: now, in: transaction)
            tell(id, in: transaction)
            return CommandAnswer(status: 202, body: WebhookJSON.render(delivery), sequence: log.lastSequence)
        }
    }

    /// Sends a delivery once more; the answer is the delivery.
    ///
    /// - Throws: `.deliveryNotFound`, `.webhook(.paused)`, `.idempotencyKeyReused`.
    package func redeliverWebhook(
        _ id: DeliveryID,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let trail = trail(actor)
        return try await command(request) { [self] now, transaction throws(EngineError) in
            let (before, endpoint) = try webhookBook.delivery(id, for: actor, in: transaction)
            let (delivery, loaded) = try decided { () throws(WebhookRejection) in
                try WebhookCommands.redeliver(before, endpoint, now: now)
            }
            try stored { () throws(StorageError) in
                try tables.webhooks.write(delivery, before: before, in: transaction)
                try webhookBook.write(loaded, in: transaction)
            }
            try trail.record(.webhookRedeliver, endpoint, loaded, now: now, in: transaction)
            tell(endpoint.id, in: transaction)
            return CommandAnswer(status: 202, body: WebhookJSON.render(delivery), sequence: log.lastSequence)
        }
    }
}
