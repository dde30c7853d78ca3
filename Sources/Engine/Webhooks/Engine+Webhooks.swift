package import Commerce
package import EventLog
import Storage

/// Where an endpoint begins.
package enum WebhookStart: Sendable, Equatable {
    /// With what comes from now on.
    case now
    /// With the oldest record that is kept.
    case earliest
    /// Behind this position.
    case position(Position)
    /// With the first record that is not older.
    case time(Timestamp)
}

/// What somebody wants to be told of, and where.
package struct WebhookDraft: Sendable {
    /// Where to send.
    package var url: WebhookURL
    /// What to send.
    package var filter = WebhookFilter.all
    /// What the bodies say.
    package var format = WebhookFormat.full
    /// The owner's own secret; nil for a random one.
    package var secret: WebhookSecret?
    /// Where to begin.
    package var start = WebhookStart.now
    /// Whether something is sent at once; otherwise it is resumed later.
    package var isActive = true

    package init(url: WebhookURL) { self.url = url }
}

extension Engine {
    var webhookBook: WebhookBook { WebhookBook(tables: tables, entropy: entropy) }

    /// The event types that endpoints can ask for.
    package static var webhookEventTypes: [String] { DomainEvent.typeNames }

    /// Checks where webhooks may lead, as the configuration says.
    package var webhookGuard: WebhookGuard {
        WebhookGuard(allowsPrivate: configuration.webhooks.allowsPrivate, resolver: configuration.webhooks.resolver)
    }

    /// Adds an endpoint; the answer shows its secret for the only time.
    ///
    /// - Throws: `.webhook` with `url` or `tooMany`; `.log(.positionExpired)`, `.webhook(.startAhead)`, `.idempotencyKeyReused`.
    package func createWebhook(
        _ draft: WebhookDraft,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await checkReach(draft.url)
        let secret = draft.secret ?? WebhookSecret(random: entropy.bytes(WebhookSecret.byteCount))
        let owner = actor.isStaff ? nil : actor.id.map(CustomerID.account)
        let trail = trail(actor)
        return try await command(request) { [self] now, transaction throws(EngineError) in
            let owned = try stored { () throws(StorageError) in try self.count(of: owner, in: transaction) }
            try decided { () throws(WebhookRejection) in try WebhookCommands.checkRoom(owner, count: owned) }
            var endpoint = WebhookEndpoint(
                id: entropy.identifier(at: now),
                owner: owner,
                url: draft.url.text,
                filter: draft.filter,
                format: draft.format,
                secret: secret,
                cursor: try sequence(of: draft.start, in: transaction).value,
                createdAt: now
            )
            if !draft.isActive { endpoint = WebhookCommands.pause(endpoint, level: 0, now: now) }
            try stored { () throws(StorageError) in try webhookBook.write(endpoint, isNew: true, in: transaction) }
            try trail.record(.webhookCreate, nil, endpoint, now: now, in: transaction)
            tell(endpoint.id, in: transaction)
            return secretAnswer(endpoint, status: 201)
        }
    }

    /// Changes an endpoint's address, filter or format.
    ///
    /// - Throws: `.webhookNotFound`, `.webhook(.url)`, `.idempotencyKeyReused`.
    package func changeWebhook(
        _ id: WebhookID,
        _ change: WebhookCommands.Change,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        if let url = change.url { try await checkReach(url) }
        return try await webhookCommand(id, .webhookChange, by: actor, request) {
            endpoint,
            level,
            now,
            _ throws(EngineError) in
            WebhookCommands.change(endpoint, change, level: level, now: now)
        }
    }

    /// Pauses an endpoint; its position is kept.
    ///
    /// - Throws: `.webhookNotFound`, `.idempotencyKeyReused`.
    package func pauseWebhook(
        _ id: WebhookID,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await webhookCommand(id, .webhookPause, by: actor, request) { endpoint, level, now, _ throws(EngineError) in
            WebhookCommands.pause(endpoint, level: level, now: now)
        }
    }

    /// Lets a paused endpoint go on: with all that it missed, or with what comes from now on.
    ///
    /// - Throws: `.webhookNotFound`, `.idempotencyKeyReused`.
    package func resumeWebhook(
        _ id: WebhookID,
        _ mode: WebhookCommands.Resumption,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await webhookCommand(id, .webhookResume, by: actor, request) {
            [self] endpoint, level, now, transaction throws(EngineError) in
            guard endpoint.status == .paused else { return endpoint }
            let end = try logged { () throws(LogError) in try log.lastSequence(in: transaction) }
            var resumed = WebhookCommands.resume(endpoint, mode, level: level, end: end.value, now: now)
            try stored { () throws(StorageError) in
                for delivery in try webhookBook.unfinished(of: id, in: transaction) {
                    var next = delivery
                    switch mode {
                    case .catchUp:
                        if delivery.dueAt != nil { next.dueAt = now }
                        next.attemptsBefore = delivery.attempts
                    case .skip:
                        (next.status, next.dueAt, next.finishedAt) = (.skipped, nil, now)
                        resumed.unfinished -= 1
                    }
                    try tables.webhooks.write(next, before: delivery, in: transaction)
                }
            }
            return resumed
        }
    }

    /// Gives an endpoint a new secret, shown in the answer for the only time; the one before signs beside it for a while.
    ///
    /// - Throws: `.webhookNotFound`, `.idempotencyKeyReused`.
    package func rotateWebhookSecret(
        _ id: WebhookID,
        to own: WebhookSecret?,
        overlapSeconds: Int64,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let secret = own ?? WebhookSecret(random: entropy.bytes(WebhookSecret.byteCount))
        let trail = trail(actor)
        return try await command(request) { [self] now, transaction throws(EngineError) in
            let endpoint = try webhookBook.endpoint(id, for: actor, in: transaction)
            let rotated = WebhookCommands.rotate(endpoint, to: secret, overlapSeconds: overlapSeconds, now: now)
            try stored { () throws(StorageError) in try webhookBook.write(rotated, in: transaction) }
            try trail.record(.webhookRotate, endpoint, rotated, now: now, in: transaction)
            return secretAnswer(rotated, status: 200)
        }
    }

    /// Tells an endpoint once more of everything from a place in the log on.
    ///
    /// - Throws: `.webhookNotFound`, `.log(.positionExpired)`, `.webhook(.startAhead)`, `.idempotencyKeyReused`.
    package func replayWebhook(
        _ id: WebhookID,
        from start: WebhookStart,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await webhookCommand(id, .webhookReplay, by: actor, request, status: 202) {
            [self] endpoint, level, now, transaction
                throws(EngineError) in
            let sequence = try sequence(of: start, in: transaction)
            return WebhookCommands.replay(endpoint, from: sequence.value, level: level, now: now)
        }
    }

    /// Removes an endpoint; its deliveries go with it, a little at a time.
    ///
    /// - Throws: `.webhookNotFound`, `.idempotencyKeyReused`.
    package func deleteWebhook(
        _ id: WebhookID,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await webhookCommand(id, .webhookDelete, by: actor, request) {
            [self] endpoint, level, now, transaction throws(EngineError) in
            var deleted = WebhookCommands.pause(endpoint, level: level, now: now)
            deleted.status = .deleted
            try stored { () throws(StorageError) in
                try tables.webhooks.byOwner.delete(Key2(endpoint.ownerKey, id), in: transaction)
                try tables.webhooks.byOwner.insert(Key2(deleted.ownerKey, id), in: transaction)
            }
            return deleted
        }
    }

    // MARK: Parts

    private func webhookCommand(
        _ id: WebhookID,
        _ action: AuditAction,
        by actor: Actor,
        _ request: IdempotencyRequest?,
        status: UInt16 = 200,
        _ body:
            @escaping @Sendable (
                _ endpoint: WebhookEndpoint, _ level: UInt64, _ now: Timestamp,
                _ transaction: borrowing WriteTransaction
            ) throws(EngineError) -> WebhookEndpoint
    ) async throws(EngineError) -> CommandAnswer {
        let trail = trail(actor)
        return try await command(request) { [self] now, transaction throws(EngineError) in
            let endpoint = try webhookBook.endpoint(id, for: actor, in: transaction)
            let level = try stored { () throws(StorageError) in try webhookLevel(in: transaction) }
            let changed = try body(endpoint, level, now, transaction)
            if changed != endpoint {
                try stored { () throws(StorageError) in try webhookBook.write(changed, in: transaction) }
            }
            try trail.record(action, endpoint, changed, now: now, in: transaction)
            tell(id, in: transaction)
            return CommandAnswer(status: status, body: WebhookJSON.render(changed), sequence: log.lastSequence)
        }
    }

    /// An answer with the secret; it is kept sealed for a repeated request.
    private func secretAnswer(_ endpoint: WebhookEndpoint, status: UInt16) -> CommandAnswer {
        CommandAnswer(
            status: status,
            body: WebhookJSON.render(endpoint, showsSecret: true),
            sequence: log.lastSequence,
            isSecret: true
        )
    }

    /// Has the dispatcher look at an endpoint once its change is on disk.
    func tell(_ id: WebhookID, in transaction: borrowing WriteTransaction) {
        transaction.afterCommit { [webhookSignals] in webhookSignals.note(id) }
    }

    /// Where the level endpoints stand: a new filter or a pause counts from there on.
    func webhookLevel(in transaction: borrowing WriteTransaction) throws(StorageError) -> UInt64 {
        max(try tables.webhookLevel(in: transaction), webhookSignals.level)
    }

    /// Checks an address with what its name resolves to; nobody waits long for a resolver that does not answer.
    private func checkReach(_ url: WebhookURL) async throws(EngineError) {
        let (gate, time) = (webhookGuard, time)
        let deadline = time.now.adding(millis: Self.lookupMillis)
        let refusal = await withTaskGroup(of: WebhookURLRefusal?.self) { group in
            group.addTask {
                do throws(WebhookURLRefusal) {
                    _ = try await gate.check(url)
                    return nil
                } catch {
                    return error
                }
            }
            group.addTask {
                do throws(CancellationError) { try await time.sleep(until: deadline) } catch { return .unresolvable }
                return .unresolvable
            }
            defer { group.cancelAll() }
            return await group.next() ?? .unresolvable
        }
        if let refusal { throw .webhook(.url(refusal)) }
    }

    /// How long a request waits for the addresses of a name, in milliseconds.
    private static let lookupMillis: Int64 = 5_000

    private func count(
        of owner: CustomerID?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> Int {
        guard let owner else { return 0 }
        var count = 0
        try tables.webhooks.byOwner.scan(prefix: owner.keyBytes, in: transaction) { _, _ in
            count += 1
            return .next
        }
        return count
    }
}
