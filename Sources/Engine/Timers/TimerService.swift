import Commerce
import Logging
import ServiceLifecycle
import Storage

/// Fires the timers that orders carry: an order or a payment that takes too long fails, its stock goes back; a simulated
/// carrier delivers.
///
/// Timers are rows written with what they belong to, so a restart loses none and none fires twice.
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
                var due: [Key3<Int64, UInt8, OrderID>] = []
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

    private func fire(
        _ key: Key3<Int64, UInt8, OrderID>,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        let order = try stored { () throws(StorageError) in try journal.commits.order(key.third, in: transaction) }
        guard let row = order else {
            // The check names the missing order; the timer must not hold up all others.
            logger.error("a timer has no order", metadata: ["order": "\(key.third)"])
            try stored { () throws(StorageError) in _ = try tables.timers.delete(key, in: transaction) }
            return
        }
        let (payment, stock) = try stored { () throws(StorageError) in
            (
                try journal.payment(of: row.order, in: transaction),
                try journal.stock(of: row.order.items, in: transaction)
            )
        }
        let decision: Decision
        do throws(OrderRejection) {
            decision =
                switch TimerKind(rawValue: key.second) {
                case .delivery: try DeliverOrder.decide(row.order, by: .system, now: now)
                case .order, .payment, nil: try ExpireOrder.decide(row.order, payment: payment, stock: stock, now: now)
                }
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
