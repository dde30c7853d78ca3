import Commerce
import EventLog
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Sends what is queued on one channel, between two transactions: the first queued it, the second records what became
/// of it. What fails stays in the queue until its next attempt is due, over restarts too; what nobody takes in the end
/// is a dead letter.
package final class NotificationCourier: Service {
    private struct State {
        var underWay: Set<NoticeID> = []
        /// When the loop is woken by itself. One more is only added when it is sooner than all others.
        var wakeups: Set<Timestamp> = []
    }

    /// A message with the notice that it is of.
    private struct Job: Sendable {
        let notice: Notice
        /// Nil for one that needs nobody any more.
        let message: OutgoingMessage?
        let skipped: SkipReason?
    }

    /// How long a store that cannot be used is left alone, in milliseconds.
    private static let pauseMillis: Int64 = 1_000

    private let engine: Engine
    private let transport: any MessageTransport
    private let letters: DeadLetters
    private let requests: TopicPartition
    private let state = Mutex(State())

    /// A courier that nothing begins before `run`.
    ///
    /// - Throws: `.log(.unknownTopic)` when the log lacks one of the shop's topics.
    package init(_ engine: Engine, _ transport: any MessageTransport) throws(EngineError) {
        self.engine = engine
        self.transport = transport
        letters = try DeadLetters(engine)
        let topic = "notification_\(transport.channel.text)"
        requests = try logged { () throws(LogError) in try engine.log.partition(topic, 0) }
    }

    private var channel: NotificationChannel { transport.channel }

    /// Runs until the task is cancelled or the service group stops gracefully; what is under way then is given up and
    /// sent again at the next start.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.loop() }
    }

    private func loop() async {
        let (wakeups, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        engine.notices.listen(channel) { continuation.yield() }
        let stopListening = engine.switches.listen { group, _ in
            if group == NotificationWorker.group { continuation.yield() }
        }
        defer {
            engine.notices.listen(channel, nil)
            stopListening()
        }
        continuation.yield()
        await withDiscardingTaskGroup { group in
            for await _ in wakeups {
                var next: Timestamp?
                do throws(EngineError) {
                    let (jobs, due) = try look()
                    next = due
                    for job in jobs {
                        group.addTask {
                            await self.carryOut(job)
                            continuation.yield()
                        }
                    }
                } catch {
                    guard error.storageError != .closed else { break }
                    note("the queue of notifications cannot be read", "\(error)")
                    next = engine.time.now.adding(millis: Self.pauseMillis)
                }
                guard let next, mustWake(at: next) else { continue }
                group.addTask {
                    guard await self.sleep(until: next) else { return }
                    _ = self.state.withLock { $0.wakeups.remove(next) }
                    continuation.yield()
                }
            }
            group.cancelAll()
        }
    }

    // MARK: Looking

    /// What is due and not under way, as far as the window has room; and when the next one is due, if one waits.
    private func look() throws(EngineError) -> (jobs: [Job], next: Timestamp?) {
        // Before the snapshot: what ends meanwhile still counts as under way, and its row is looked at next time.
        let (now, underWay) = (engine.time.now, state.withLock { $0.underWay })
        return try engine.read("courier") { snapshot throws(EngineError) in
            let room = transport.window - underWay.count
            guard room > 0, !engine.switches.isPaused(NotificationWorker.group) else { return ([], nil) }
            var (due, next) = ([NoticeID](), Timestamp?.none)
            try stored { () throws(StorageError) in
                let prefix = channel.rawValue.keyBytes
                try engine.tables.notificationQueue.scan(prefix: prefix, in: snapshot) { key, _ in
                    if underWay.contains(key.third) { return .next }
                    guard key.second <= now.millis else {
                        next = Timestamp(millis: key.second)
                        return .stop
                    }
                    due.append(key.third)
                    return due.count < room ? .next : .stop
                }
            }
            var jobs: [Job] = []
            for id in due { if let job = try job(id, in: snapshot) { jobs.append(job) } }
            state.withLock { state in state.underWay.formUnion(jobs.map(\.notice.id)) }
            return (jobs, next)
        }
    }

    /// What is to be sent, as things are now: somebody may have changed their mind or their address.
    private func job(_ id: NoticeID, in snapshot: borrowing ReadTransaction) throws(EngineError) -> Job? {
        let found = try stored { () throws(StorageError) in try engine.tables.notices.get(id, in: snapshot) }
        guard let notice = found else { return nil }
        let order = try notice.order.map { id throws(EngineError) in try engine.journal.row(id, in: snapshot).order }
        let recipient = try stored { () throws(StorageError) in
            try engine.recipient(notice.customer, about: order, in: snapshot)
        }
        if let reason = PlanNotice.skipReason(channel, to: recipient, configured: [channel]) {
            return Job(notice: notice, message: nil, skipped: reason)
        }
        let message = OutgoingMessage(
            id: notice.notificationID(channel),
            createdAt: notice.createdAt,
            recipient: recipient,
            text: try engine.text(of: notice, in: snapshot)
        )
        return Job(notice: notice, message: message, skipped: nil)
    }

    // MARK: Sending

    private func carryOut(_ job: Job) async {
        defer { _ = state.withLock { $0.underWay.remove(job.notice.id) } }
        var outcome = DeliveryOutcome.delivered
        if let message = job.message {
            do throws(DeliveryTrouble) {
                try await transport.send(message)
            } catch {
                guard !Task.isCancelled else { return }
                note("a notification was not taken", error.reason)
                outcome =
                    error.isPermanent
                    ? .refused(reason: error.reason)
                    : .failed(reason: error.reason, retryAfterMillis: error.retryAfterMillis)
            }
        } else if let reason = job.skipped {
            outcome = .skipped(reason)
        }
        await record(outcome, of: job.notice.id)
    }

    /// Records what became of it, again and again while the disk is full.
    private func record(_ outcome: DeliveryOutcome, of id: NoticeID) async {
        while true {
            do throws(EngineError) {
                return try await engine.submitBackground { [self] transaction throws(EngineError) in
                    try conclude(id, outcome, in: transaction)
                }
            } catch {
                // Closed: the next process sends it again, under the same id.
                guard error.storageError != .closed else { return }
                note("what became of a notification could not be recorded", "\(error)")
                guard await sleep(until: engine.time.now.adding(millis: Self.pauseMillis)) else { return }
            }
        }
    }

    private func conclude(
        _ id: NoticeID,
        _ outcome: DeliveryOutcome,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        let now = engine.time.now
        let found = try stored { () throws(StorageError) in try engine.tables.notices.get(id, in: transaction) }
        guard let notice = found, let before = notice.entry(channel), before.status == .pending else { return }
        let entry = before.after(
            outcome,
            schedule: engine.configuration.notifications.schedule,
            jitter: engine.entropy.bits(),
            now: now
        )
        if entry.status == .failed { try bury(notice, entry, in: transaction) }
        try stored { () throws(StorageError) in
            try engine.notices.conclude(notice, entry, now: now, in: transaction)
        }
    }

    /// Puts the request aside, where it can be redriven from.
    private func bury(
        _ notice: Notice,
        _ entry: Notice.Entry,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        guard let offset = entry.requestOffset.map({ Offset($0) }) else { return }
        let record = try logged { () throws(LogError) -> LogRecord? in
            guard try offset >= engine.log.bounds(of: requests, in: transaction).start else { return nil }
            return try engine.log.fetchWithGathered(
                requests,
                from: offset,
                limit: FetchLimit(records: 1),
                in: transaction
            ).first
        }
        guard let record else { return }
        let group = NotificationWorker.group
        try stored { () throws(StorageError) in
            let burial = DeadLetters.Burial(
                record: record,
                group: group,
                partition: requests,
                history: [FailedAttempt(at: entry.changedAt, error: entry.error ?? "it was refused")],
                attempts: entry.attempts,
                firstFailedAt: notice.createdAt,
                redrives: try letters.book.redrives(of: offset, group, requests, in: transaction)
            )
            try letters.bury(burial, now: entry.changedAt, in: transaction)
        }
    }

    // MARK: Waiting

    /// Whether nobody else wakes the loop by then.
    private func mustWake(at time: Timestamp) -> Bool {
        state.withLock { state in
            if state.wakeups.contains(where: { $0 <= time }) { return false }
            return state.wakeups.insert(time).inserted
        }
    }

    /// Waits; answers false when the task was cancelled.
    private func sleep(until time: Timestamp) async -> Bool {
        do throws(CancellationError) {
            try await engine.time.sleep(until: time)
            return true
        } catch {
            return false
        }
    }

    private func note(_ what: String, _ reason: String) {
        engine.logger.warning(
            "a notification was held up",
            metadata: ["channel": "\(channel.text)", "what": "\(what)", "reason": "\(reason)"]
        )
    }
}
