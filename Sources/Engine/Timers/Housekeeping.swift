import Commerce
import EventLog
import Logging
import ServiceLifecycle
import Storage

/// Deletes what has run out, a little at a time: answers to idempotent requests, refresh tokens with
/// their sessions, records past their retention, deliveries of webhooks.
package struct Housekeeping: Service {
    /// How often it looks, in milliseconds.
    static let intervalMillis: Int64 = 60_000
    /// Rows or batches deleted in one unit.
    static let slice = 500

    private let engine: Engine

    package init(_ engine: Engine) { self.engine = engine }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await loop() }
    }

    private func loop() async {
        while !Task.isCancelled {
            do throws(CancellationError) {
                try await engine.time.sleep(until: engine.time.now.adding(millis: Self.intervalMillis))
            } catch {
                return
            }
            do throws(EngineError) {
                while try await engine.sweep(limit: Self.slice) {}
            } catch {
                guard error.storageError != .closed else { return }
                engine.logger.error("housekeeping failed", metadata: ["error": "\(error)"])
            }
        }
    }
}

extension Engine {
    /// Deletes a slice of what has run out; answers whether there is more.
    package func sweep(limit: Int) async throws(EngineError) -> Bool {
        try await submit { [self] transaction throws(EngineError) in
            let now = time.now
            let hasMoreAnswers = try stored { () throws(StorageError) in
                try idempotency.sweep(now: now, limit: limit, in: transaction)
            }
            let hasMoreTokens = try stored { () throws(StorageError) in
                try sessionJournal.sweep(now: now, limit: limit, in: transaction)
            }
            let report = try logged { () throws(LogError) in
                try log.applyRetention(nowMillis: now.millis, limit: limit, in: transaction)
            }
            let hasMoreDeliveries = try stored { () throws(StorageError) in
                try sweepWebhooks(now: now, limit: limit, in: transaction)
            }
            return hasMoreAnswers || hasMoreTokens || report.hasMore || hasMoreDeliveries
        }
    }
}
