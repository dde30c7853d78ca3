package import Commerce
import EventLog
import Storage

/// Which letters are to be given up, and why.
package struct DiscardRequest: Sendable {
    /// How long a reason may be, in Unicode scalars.
    package static let reasonRange = 1...500

    /// Which letters.
    package var choice: LetterChoice
    /// So many at most, for a filter.
    package var max = RedriveRequest.standardMax
    /// Why they are given up, for other operators.
    package var reason: String
    /// Whether the orders that wait for their records fail.
    package var failsOrders = true

    package init(_ choice: LetterChoice, reason: String) {
        self.choice = choice
        self.reason = reason
    }
}

extension LetterOffice {
    /// What customers read of an order that failed because its letter was discarded.
    static let failureMessage = "The order could not be processed."

    /// Gives letters up, all in one transaction; orders that wait for them fail, with stock and money given back.
    ///
    /// - Throws: `.idempotencyKeyReused` and storage errors; what goes wrong with a letter is its outcome.
    package func discard(
        _ request: DiscardRequest,
        by actor: Actor,
        idempotency: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let (selection, trail) = (try select(request.choice, max: request.max) { _ in false }, engine.trail(actor))
        return try await engine.command(idempotency) { [self] now, transaction throws(EngineError) in
            let outcomes = try discard(selection, request, trail, now: now, in: transaction)
            let report = LetterReport(isRehearsal: false, outcomes: outcomes, hasMore: selection.hasMore)
            let sequence = engine.log.newestSequence(in: transaction)
            return CommandAnswer(status: 200, body: LetterJSON.render(report), sequence: sequence)
        }
    }

    /// What `discard` would come to now; nothing is left of it.
    package func rehearse(_ request: DiscardRequest) async throws(EngineError) -> LetterReport {
        let (selection, trail) = (try select(request.choice, max: request.max) { _ in false }, engine.trail(.shop))
        return try await engine.rehearse { [self] transaction throws(EngineError) in
            var outcomes = try discard(selection, request, trail, now: engine.time.now, in: transaction)
            for index in outcomes.indices where outcomes[index].result == .discarded {
                outcomes[index].result = .wouldDiscard
            }
            return LetterReport(isRehearsal: true, outcomes: outcomes, hasMore: selection.hasMore)
        }
    }

    private func discard(
        _ selection: Selection,
        _ request: DiscardRequest,
        _ trail: AuditTrail,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> [LetterOutcome] {
        var outcomes: [LetterOutcome] = []
        for id in selection.ids { outcomes.append(try discard(id, request, trail, now: now, in: transaction)) }
        return outcomes
    }

    private func discard(
        _ id: DeadLetterID,
        _ request: DiscardRequest,
        _ trail: AuditTrail,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> LetterOutcome {
        let row = try stored { () throws(StorageError) in try book.row(id, in: transaction) }
        guard let row else { return LetterOutcome(id, .notFound) }
        guard row.status == .open else { return LetterOutcome(id, .settled) }
        if request.failsOrders {
            do throws(EngineError) {
                try failOrder(of: row, now: now, in: transaction)
            } catch {
                if error.storageError != nil { throw error }
                return LetterOutcome(id, .refused, error: error.summary)
            }
        }
        var settled = row
        (settled.status, settled.settledAt, settled.settledBy) = (.discarded, now, trail.actor.id)
        settled.reason = request.reason
        try stored { () throws(StorageError) in try book.change(id, from: row, to: settled, in: transaction) }
        try trail.record(.letterDiscard, .letter(id), AuditDiff(row, settled), now: now, in: transaction)
        return LetterOutcome(id, .discarded)
    }

    /// Fails the order that a letter holds up: one on its way through the stages, whose stage has put its record aside.
    private func failOrder(
        of row: DeadLetterRow,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        guard ConsumerGroups.stages.contains(row.group), let id = row.key.flatMap({ OrderID(utf8: $0[...]) }) else {
            return
        }
        let journal = engine.journal
        let (found, stock, payment) = try stored { () throws(StorageError) in
            let found = try journal.commits.order(id, in: transaction)
            guard let order = found?.order else { return (found, [StockLevel](), Payment?.none) }
            return (
                found, try journal.stock(of: order.items, in: transaction),
                try journal.payment(of: order, in: transaction)
            )
        }
        guard let found, found.order.status.isCancellable else { return }
        let decision = try decided { () throws(OrderRejection) in
            try FailOrder.decide(
                found.order,
                message: Self.failureMessage,
                payment: payment,
                stock: stock,
                now: now
            )
        }
        try stored { () throws(StorageError) in try journal.apply(decision, before: found, in: transaction) }
    }
}
