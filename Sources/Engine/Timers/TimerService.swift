import Commerce
import Logging
import ServiceLifecycle
import Storage

/// Fires timers: an order or a payment that takes too long fails and its stock goes back, a reservation ends, a
/// simulated carrier delivers.
///
/// Timers are rows written in the transaction of what they belong to and removed in that of their effect, so a restart
/// loses none and none fires twice.
package struct TimerService: Service {
    /// How often due timers are looked for, in milliseconds.
    static let tickMillis: Int64 = 1_000
    /// Nothing fires this long after a start, in milliseconds: what waited while the server was down gets its chance.
    package static let graceMillis: Int64 = 10_000
    /// Timers fired in one unit.
    static let batch = 64

    private let engine: Engine

    package init(_ engine: Engine) { self.engine = engine }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await loop() }
    }

    private func loop() async {
        var next = engine.time.now.adding(millis: Self.graceMillis)
        while !Task.isCancelled {
            do throws(CancellationError) {
                try await engine.time.sleep(until: next)
            } catch {
                return
            }
            do throws(EngineError) {
                while try hasDue(), try await engine.fireTimers(limit: Self.batch) == Self.batch {}
            } catch {
                guard error.storageError != .closed else { return }
                engine.logger.error("firing timers failed", metadata: ["error": "\(error)"])
            }
            next = engine.time.now.adding(millis: Self.tickMillis)
        }
    }

    private func hasDue() throws(EngineError) -> Bool {
        try engine.read("timers") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                var isDue = false
                try engine.tables.timers.scan(in: snapshot) { key, _ in
                    isDue = key.first <= engine.time.now.millis
                    return .stop
                }
                return isDue
            }
        }
    }
}

extension Engine {
    /// Fires due timers, oldest first; answers how many.
    package func fireTimers(limit: Int) async throws(EngineError) -> Int {
        try await submit { [self] transaction throws(EngineError) in
            let now = time.now
            let due = try stored { () throws(StorageError) in
                var due: [TimerKey] = []
                try tables.timers.scan(in: transaction) { key, _ in
                    guard key.first <= now.millis, due.count < limit else { return .stop }
                    due.append(key)
                    return .next
                }
                return due
            }
            for key in due { try fire(key, now: now, in: transaction) }
            return due.count
        }
    }

    /// Fires one timer: the one place that knows what each kind of timer does.
    ///
    /// Whatever it belongs to is looked at anew. When there is nothing to do any more, the timer goes: it must not hold
    /// up all others.
    private func fire(
        _ key: TimerKey,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        switch TimerKind(rawValue: key.second) {
        case .order, .payment, .delivery: try fireOrder(key, now: now, in: transaction)
        case .reservation: try fireReservation(key, now: now, in: transaction)
        case nil: try drop(key, "nobody knows its kind", in: transaction)
        }
    }

    /// Removes a timer that has nothing to do; `tradepost check` names the ones that should not have been there.
    private func drop(
        _ key: TimerKey,
        _ why: String,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        logger.error("a timer was dropped", metadata: ["kind": "\(key.second)", "why": "\(why)"])
        try stored { () throws(StorageError) in _ = try tables.timers.delete(key, in: transaction) }
    }

    private func fireReservation(
        _ key: TimerKey,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        let id: ReservationID = key.third.id()
        guard let reservation = try stored({ () throws(StorageError) in try reservations.get(id, in: transaction) })
        else { return try drop(key, "its reservation is missing", in: transaction) }
        let stock = try stored { () throws(StorageError) in
            try reservations.stock(of: reservation.items, in: transaction)
        }
        let decision: ReservationDecision
        do throws(StockRejection) {
            decision = try EndReservation.expire.decide(reservation, stock: stock, now: now)
        } catch {
            return try drop(key, "\(error)", in: transaction)
        }
        try stored { () throws(StorageError) in
            try reservations.apply(decision, before: reservation, in: transaction)
        }
    }

    private func fireOrder(
        _ key: TimerKey,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        let id: OrderID = key.third.id()
        guard let row = try stored({ () throws(StorageError) in try journal.commits.order(id, in: transaction) })
        else { return try drop(key, "its order is missing", in: transaction) }
        let (payment, stock) = try stored { () throws(StorageError) in
            (
                try journal.payment(of: row.order, in: transaction),
                try journal.stock(of: row.order.items, in: transaction)
            )
        }
        let decision: Decision
        do throws(OrderRejection) {
            decision =
                key.second == TimerKind.delivery.rawValue
                ? try DeliverOrder.decide(row.order, by: .system, now: now)
                : try ExpireOrder.decide(row.order, payment: payment, stock: stock, now: now)
        } catch {
            // The other timer of the same order closed it a moment ago; its rows went with it.
            logger.notice("a timer had nothing to do", metadata: ["order": "\(row.order.id)", "why": "\(error)"])
            try stored { () throws(StorageError) in _ = try tables.timers.delete(key, in: transaction) }
            return
        }
        try stored { () throws(StorageError) in
            _ = try journal.apply(decision, before: row, in: transaction)
        }
    }
}
