package import Commerce
import EventLog
import Storage

extension Engine {
    /// Cancels an order for its customer or an administrator: stock back, refund if paid.
    ///
    /// - Parameters:
    ///   - actor: customers cancel their own orders, administrators and programs any.
    ///   - expected: the versions the cancellation is meant for; nil for whatever it is.
    /// - Throws: `.orderNotFound` also for another customer's order, `.versionConflict`, `.rejected(.notCancellable)`
    ///   once shipped, `.idempotencyKeyReused`.
    package func cancelOrder(
        _ id: OrderID,
        reason: String?,
        as actor: Actor,
        expected: ExpectedVersion? = nil,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let command = OrderCommand(.orderCancel, order: id, actor: actor, expected: expected, request: request)
        return try await carryOut(command) { basis throws(OrderRejection) in
            try CancelOrder.decide(
                basis.order,
                reason: reason,
                by: actor.initiator,
                payment: basis.payment,
                stock: basis.stock,
                now: basis.now
            )
        }
    }

    /// Changes an order on an administrator's word: status, carrier and tracking number, a note.
    ///
    /// - Throws: `.rejected(.adminOnly)` and the other rejections of `ChangeOrder`, `.orderNotFound`,
    ///   `.versionConflict`, `.idempotencyKeyReused`.
    package func changeOrder(
        _ id: OrderID,
        _ change: OrderChange,
        as actor: Actor,
        expected: ExpectedVersion? = nil,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let command = OrderCommand(.orderChange, order: id, actor: actor, expected: expected, request: request)
        return try await carryOut(command) { [policy = configuration.orders] basis throws(OrderRejection) in
            try basis.decide(change, by: actor, policy: policy)
        }
    }

    /// Writes a note about an order; the answer is the note, with status 201.
    ///
    /// - Throws: as `changeOrder`.
    package func addNote(
        _ note: OrderChange.Note,
        to id: OrderID,
        as actor: Actor,
        expected: ExpectedVersion? = nil,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        var command = OrderCommand(.orderNote, order: id, actor: actor, expected: expected, request: request)
        command.status = 201
        command.answersNote = true
        return try await carryOut(command) { [policy = configuration.orders] basis throws(OrderRejection) in
            try basis.decide(OrderChange(note: note), by: actor, policy: policy)
        }
    }

    /// Runs a command on one order as one unit: replay, right, precondition, decision, effect and answer.
    private func carryOut(
        _ command: OrderCommand,
        _ decide: @escaping @Sendable (OrderBasis) throws(OrderRejection) -> Decision
    ) async throws(EngineError) -> CommandAnswer {
        let trail = trail(command.actor)
        return try await self.command(command.request) { [self] now, transaction throws(EngineError) in
            let row = try journal.row(command.order, in: transaction)
            guard command.actor.mayHandle(row.order) else { throw .orderNotFound }
            if let expected = command.expected, !expected.accepts(row.order.version) {
                throw .versionConflict(current: row.order.version)
            }
            let basis = try stored { () throws(StorageError) in
                OrderBasis(
                    order: row.order,
                    payment: try journal.payment(of: row.order, in: transaction),
                    stock: try journal.stock(of: row.order.items, in: transaction),
                    now: now
                )
            }
            let decision = try decided { () throws(OrderRejection) in try decide(basis) }
            if command.actor.isStaff {
                let diff = AuditDiff(row.order, decision.order)
                try trail.record(command.action, .order(command.order), diff, now: now, in: transaction)
            }
            return try stored { () throws(StorageError) in
                // A change to what is there already leaves no trace, so its position is that of the whole log.
                let appended =
                    decision.events.isEmpty ? nil : try journal.apply(decision, before: row, in: transaction)
                let sequence = appended ?? log.lastSequence
                let body = command.body(decision.order)
                var answer = CommandAnswer(status: command.status, body: body, sequence: sequence)
                answer.version = decision.order.version
                return answer
            }
        }
    }
}

/// What is asked of one order, by whom, and how it is answered.
private struct OrderCommand: Sendable {
    let action: AuditAction
    let order: OrderID
    let actor: Actor
    let expected: ExpectedVersion?
    let request: IdempotencyRequest?
    var status: UInt16 = 200
    /// Whether the answer is the newest note and not the order.
    var answersNote = false

    init(
        _ action: AuditAction,
        order: OrderID,
        actor: Actor,
        expected: ExpectedVersion?,
        request: IdempotencyRequest?
    ) {
        self.action = action
        self.order = order
        self.actor = actor
        self.expected = expected
        self.request = request
    }

    func body(_ order: Order) -> [UInt8] {
        guard answersNote, let note = order.notes.last else {
            return OrderJSON.render(order, for: OrderViewer(role: actor.role))
        }
        var json = JSONWriter()
        json.beginObject()
        json.writeFields(of: note)
        json.endObject()
        return json.bytes
    }
}

/// What a command on an order decides by.
private struct OrderBasis: Sendable {
    let order: Order
    let payment: Payment?
    let stock: [StockLevel]
    let now: Timestamp

    func decide(
        _ change: OrderChange,
        by actor: Actor,
        policy: OrderPolicy
    ) throws(OrderRejection) -> Decision {
        try ChangeOrder.decide(
            order,
            change: change,
            by: actor,
            payment: payment,
            stock: stock,
            policy: policy,
            now: now
        )
    }
}
