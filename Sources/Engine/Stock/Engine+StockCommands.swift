package import Commerce
import EventLog
import Storage

extension Engine {
    /// Runs a command about stock as one unit of the writer: the stored answer to the same request, or what `body`
    /// writes and answers.
    ///
    /// Stock events are gathered and come once per commit, so their place in the log is known only after it. The answer
    /// therefore has the end of the log after the commit: everything up to there includes the effect.
    ///
    /// - Parameters:
    ///   - check: throws for whoever may not give the command; before anything is read.
    ///   - body: decides first and writes only what was accepted; its result is the JSON of the answer.
    func stockCommand(
        status: UInt16 = 200,
        idempotency request: IdempotencyRequest?,
        _ check: () throws(StockRejection) -> Void,
        _ body:
            @escaping @Sendable (Timestamp, borrowing WriteTransaction) throws(EngineError) -> [UInt8]
    ) async throws(EngineError) -> CommandAnswer {
        try decided(check)
        var answer = try await command(request) { [self] now, transaction throws(EngineError) in
            CommandAnswer(status: status, body: try body(now, transaction), sequence: log.lastSequence)
        }
        answer.sequence = log.lastSequence
        return answer
    }

    // MARK: Levels

    /// Corrects what is on hand of a product; the answer is its level.
    ///
    /// - Throws: `.stockRejected` with `accessDenied`, `changed`, `insufficient` or `books`; `.productNotFound`,
    ///   `.idempotencyKeyReused`.
    package func correctStock(
        of product: ProductID,
        _ command: CorrectStock,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await changeStock(.stockAdjust, of: product, command.reason, by: actor, idempotency: request) {
            level,
            now throws(StockRejection) in
            try command.decide(level, by: actor, now: now)
        }
    }

    /// Sets a product's low-stock threshold; the answer is its level.
    ///
    /// - Throws: `.stockRejected` with `accessDenied` or `threshold`; `.productNotFound`, `.idempotencyKeyReused`.
    package func setStockThreshold(
        of product: ProductID,
        _ command: SetStockThreshold,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await changeStock(.stockThreshold, of: product, by: actor, idempotency: request) {
            level,
            now throws(StockRejection) in
            try command.decide(level, by: actor, now: now)
        }
    }

    private func changeStock(
        _ action: AuditAction,
        of product: ProductID,
        _ reason: String? = nil,
        by actor: Actor,
        idempotency request: IdempotencyRequest?,
        _ decide: @escaping @Sendable (StockLevel, Timestamp) throws(StockRejection) -> StockDecision
    ) async throws(EngineError) -> CommandAnswer {
        let trail = trail(actor)
        return try await stockCommand(
            idempotency: request,
            { () throws(StockRejection) in try StockAccess.checkBooks(actor) },
            { [self] now, transaction throws(EngineError) in
                let level = try stored { () throws(StorageError) in
                    try journal.commits.level(of: product, in: transaction)
                }
                guard let level else { throw .productNotFound }
                let decision = try decided { () throws(StockRejection) in try decide(level, now) }
                let diff = AuditDiff(level, decision.level, reason: reason)
                try trail.record(action, .product(product), diff, now: now, in: transaction)
                if !decision.events.isEmpty {
                    try stored { () throws(StorageError) in
                        try journal.commits.record(
                            decision.movement.map { [$0] } ?? [],
                            levels: [decision.level],
                            events: decision.events,
                            in: transaction
                        )
                    }
                }
                return StockJSON.render(decision.level)
            }
        )
    }

    // MARK: Reservations

    /// Sets goods aside, all or nothing; the answer is the reservation.
    ///
    /// - Throws: `.stockRejected` with what `ReserveStock` throws, `.orderNotFound`, `.idempotencyKeyReused`.
    package func reserveStock(
        _ items: [ProductQuantity],
        for order: OrderID?,
        lifetimeSeconds: Int64,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let trail = trail(actor)
        return try await stockCommand(
            status: 201,
            idempotency: request,
            { () throws(StockRejection) in try StockAccess.checkReservations(actor) },
            { [self] now, transaction throws(EngineError) in
                let status: OrderStatus? =
                    if let order { try journal.row(order, in: transaction).order.status } else { nil }
                let stock = try stored { () throws(StorageError) in
                    try reservations.stock(of: items, in: transaction)
                }
                let command = ReserveStock(
                    id: entropy.identifier(at: now),
                    items: items,
                    order: order,
                    lifetimeSeconds: lifetimeSeconds
                )
                let decision = try decided { () throws(StockRejection) in
                    try command.decide(order: status, stock: stock, by: actor, now: now)
                }
                return try conclude(decision, before: nil, .reservationCreate, trail, in: transaction)
            }
        )
    }

    /// Keeps a reservation's goods aside for longer; the answer is the reservation.
    ///
    /// - Throws: `.stockRejected` with what `ExtendReservation` throws, `.reservationNotFound`,
    ///   `.idempotencyKeyReused`.
    package func extendReservation(
        _ id: ReservationID,
        lifetimeSeconds: Int64,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let trail = trail(actor)
        return try await stockCommand(
            idempotency: request,
            { () throws(StockRejection) in try StockAccess.checkReservations(actor) },
            { [self] now, transaction throws(EngineError) in
                let before = try reservation(id, in: transaction)
                let decision = try decided { () throws(StockRejection) in
                    try ExtendReservation(lifetimeSeconds: lifetimeSeconds).decide(before, by: actor, now: now)
                }
                return try conclude(decision, before: before, .reservationExtend, trail, in: transaction)
            }
        )
    }

    /// Gives a reservation's goods back, once; the answer is the reservation as it ended.
    ///
    /// - Throws: `.stockRejected` with `accessDenied`, `.reservationNotFound`, `.idempotencyKeyReused`.
    package func releaseReservation(
        _ id: ReservationID,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        let trail = trail(actor)
        return try await stockCommand(
            idempotency: request,
            { () throws(StockRejection) in try StockAccess.checkReservations(actor) },
            { [self] now, transaction throws(EngineError) in
                let before = try reservation(id, in: transaction)
                let stock = try stored { () throws(StorageError) in
                    try reservations.stock(of: before.items, in: transaction)
                }
                let decision = try decided { () throws(StockRejection) in
                    try EndReservation.release(actor).decide(before, stock: stock, now: now)
                }
                return try conclude(decision, before: before, .reservationRelease, trail, in: transaction)
            }
        )
    }

    private func conclude(
        _ decision: ReservationDecision,
        before: Reservation?,
        _ action: AuditAction,
        _ trail: AuditTrail,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> [UInt8] {
        // Programs of the shop set goods aside all day; that is no administration.
        if trail.actor.isAdmin {
            let (after, now) = (decision.reservation, time.now)
            try trail.record(action, .reservation(after.id), AuditDiff(before, after), now: now, in: transaction)
        }
        try stored { () throws(StorageError) in
            try reservations.apply(decision, before: before, in: transaction)
        }
        return StockJSON.render(decision.reservation)
    }

    /// - Throws: `.reservationNotFound`.
    func reservation(
        _ id: ReservationID,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> Reservation {
        let found: Reservation?
        do throws(StorageError) {
            found = try reservations.get(id, in: snapshot)
        } catch {
            throw .storage(error)
        }
        guard let found else { throw .reservationNotFound }
        return found
    }
}
