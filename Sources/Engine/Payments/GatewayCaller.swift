import Commerce
package import EventLog
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Asks the payment gateway about committed records, between two transactions: the first put the question on disk, the
/// second records the answer.
///
/// Up to a window of calls are on their way at once, so that a slow one does not hold up the others. The group's offset
/// moves, in the units that record the answers, over what is done without a gap; after a crash everything behind it is
/// asked again, with the same keys, unless its answer is on disk.
package final class GatewayCaller: Service, PartitionConsumer {
    private struct State {
        /// Whether the next look goes where the group stands.
        var mustBegin = true
        /// Where the group stands on disk, as far as is known; nil before the first look.
        var committed: Offset?
        /// The next record to read.
        var next = Offset.zero
        /// What is done beyond `committed`, with every answer on disk.
        var done: Set<Offset> = []
        var callsUnderWay = 0
        var handled: UInt64 = 0
        var failures: UInt64 = 0
    }

    /// Calls on their way at once unless told otherwise.
    package static let standardWindow = 32
    /// The longest a gateway may make one record wait with `Retry-After`, in milliseconds.
    static let retryAfterLimitMillis: Int64 = 60_000
    /// How long a store or partition that cannot be used is left alone, in milliseconds.
    private static let pauseMillis: Int64 = 1_000
    /// Records looked at in one snapshot, most of which are done already after a restart.
    private static let recordsPerLook = 512

    /// What it reads.
    package let partition: TopicPartition
    private let engine: Engine
    /// What it asks.
    let errand: any GatewayErrand
    private let letters: DeadLetters
    private let window: Int
    private let state = Mutex(State())

    private init(_ engine: Engine, _ errand: any GatewayErrand, window: Int) throws(EngineError) {
        precondition(window > 0, "a window lets at least one call through")
        self.engine = engine
        self.errand = errand
        self.window = window
        letters = try DeadLetters(engine)
        partition = try logged { () throws(LogError) in try engine.log.partition(errand.topic, 0) }
    }

    /// Both callers of a gateway: one for payments, one for refunds; nothing begins before `run`.
    package static func all(
        _ engine: Engine,
        _ gateway: any PaymentGateway,
        window: Int = standardWindow
    ) throws(EngineError) -> [GatewayCaller] {
        [
            try GatewayCaller(engine, PaymentErrand(engine: engine, gateway: gateway), window: window),
            try GatewayCaller(engine, RefundErrand(engine: engine, gateway: gateway), window: window),
        ]
    }

    /// The group whose offset it moves.
    package var group: GroupName { errand.group }

    /// Records handled and failed attempts since start.
    package var counts: (handled: UInt64, failures: UInt64) { state.withLock { ($0.handled, $0.failures) } }

    /// Runs until the task is cancelled or the service group stops gracefully; calls under way are given up then and
    /// made again at the next start.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.loop() }
    }

    private func loop() async {
        let (wakeups, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let subscription = engine.log.subscribe(to: [partition]) { continuation.yield() }
        let stopListening = engine.switches.listen { [group] changed, change in
            guard changed == group else { return }
            if case .moved = change { self.state.withLock { $0.mustBegin = true } }
            continuation.yield()
        }
        defer {
            subscription.cancel()
            stopListening()
        }
        continuation.yield()
        await withDiscardingTaskGroup { group in
            for await _ in wakeups {
                do throws(EngineError) {
                    let (records, hasMore) = try look()
                    for record in records {
                        group.addTask {
                            await self.carryOut(record)
                            continuation.yield()
                        }
                    }
                    try await catchUp()
                    if hasMore { continuation.yield() }
                } catch {
                    guard error.storageError != .closed else { break }
                    engine.logger.error(
                        "a partition cannot be read",
                        metadata: ["group": "\(self.group)", "partition": "\(partition)", "error": "\(error)"]
                    )
                    group.addTask {
                        if await self.pause(Self.pauseMillis) { continuation.yield() }
                    }
                }
            }
            group.cancelAll()
        }
    }

    // MARK: Reading

    /// Reads on as far as the window has room; answers what has to be asked, and whether there may be more to read.
    private func look() throws(EngineError) -> (records: [LogRecord], hasMore: Bool) {
        try engine.read("gateway caller") { snapshot throws(EngineError) in
            guard !engine.switches.isPaused(group) else { return ([], false) }
            try begin(in: snapshot)
            let (start, room) = state.withLock { ($0.next, window - $0.callsUnderWay) }
            guard room > 0 else { return ([], false) }
            let found = try logged { () throws(LogError) in
                let end = try engine.log.bounds(of: partition, in: snapshot).end
                guard start < end else { return [LogRecord]() }
                let limit = FetchLimit(records: Self.recordsPerLook)
                return try engine.log.fetch(partition, from: start, limit: limit, in: snapshot)
            }
            var open: [LogRecord] = []
            var settled: [Offset] = []
            for record in found where open.count < room {
                if isOpen(record, in: snapshot) { open.append(record) } else { settled.append(record.offset) }
            }
            let read = open.count + settled.count
            state.withLock { state in
                state.next = start + read
                state.done.formUnion(settled)
                state.callsUnderWay += open.count
                state.handled += UInt64(settled.count)
            }
            return (open, read > 0 && open.count < room)
        }
    }

    /// A record that cannot be looked at is asked about: the attempt says what is wrong with it.
    private func isOpen(_ record: LogRecord, in snapshot: borrowing ReadTransaction) -> Bool {
        do throws(EngineError) {
            return try errand.isOpen(record, in: snapshot)
        } catch {
            return true
        }
    }

    /// Goes where the group stands, once.
    private func begin(in snapshot: borrowing ReadTransaction) throws(EngineError) {
        guard state.withLock({ $0.mustBegin }) else { return }
        let start = try logged { () throws(LogError) in
            let start = try engine.log.bounds(of: partition, in: snapshot).start
            return max(try engine.log.committedOffset(group, partition, in: snapshot) ?? start, start)
        }
        state.withLock { ($0.mustBegin, $0.committed, $0.next, $0.done) = (false, start, start, []) }
    }

    // MARK: Asking

    /// Asks about one record until it is answered, given up, or the task is cancelled.
    private func carryOut(_ record: LogRecord) async {
        var attempts = 0
        var firstFailedAt: Timestamp?
        var history: [FailedAttempt] = []
        while true {
            let trouble: GatewayTrouble
            do throws(GatewayTrouble) {
                let conclusion = try await errand.ask(record)
                try await finish(record, conclusion)
                return
            } catch {
                trouble = error
            }
            guard !Task.isCancelled else { return }
            attempts += 1
            let failedAt = firstFailedAt ?? engine.time.now
            firstFailedAt = failedAt
            history = DeadLetters.history(history, and: FailedAttempt(at: engine.time.now, error: trouble.reason))
            note(trouble, record, attempts)
            if attempts > letters.maxRetries {
                return await bury(
                    DeadLetters.Burial(
                        record: record,
                        group: group,
                        partition: partition,
                        history: history,
                        attempts: attempts,
                        firstFailedAt: failedAt
                    )
                )
            }
            let wait = letters.waitMillis(afterAttempts: attempts, jitter: engine.entropy.bits())
            let wanted = min(trouble.retryAfterMillis ?? 0, Self.retryAfterLimitMillis)
            guard await pause(max(wait, wanted)) else { return }
        }
    }

    private func note(_ trouble: GatewayTrouble, _ record: LogRecord, _ attempts: Int) {
        state.withLock { $0.failures += 1 }
        engine.logger.warning(
            "the payment gateway gave no answer",
            metadata: [
                "partition": "\(partition)", "offset": "\(record.offset)", "attempt": "\(attempts)",
                "reason": "\(trouble.reason)",
            ]
        )
    }

    private func finish(_ record: LogRecord, _ conclusion: GatewayErrand.Conclusion?) async throws(GatewayTrouble) {
        do throws(EngineError) {
            try await write(done: record.offset) { transaction throws(EngineError) in
                if let conclusion { try conclusion(transaction) }
            }
        } catch {
            // A store that takes nothing any more is no reason to ask again: the next process does, with the same key.
            if error.storageError == nil { throw GatewayTrouble(error.summary) }
        }
    }

    /// Moves a record to the dead letters, so that the group goes past it; one that has a letter already, because the
    /// group reads it again, is only passed over.
    private func bury(_ burial: DeadLetters.Burial) async {
        let record = burial.record
        do throws(EngineError) {
            try await write(done: record.offset) { [self] transaction throws(EngineError) in
                do throws(EngineError) {
                    try errand.giveUp(record, reason: burial.history.last?.error ?? "", in: transaction)
                } catch {
                    // Whatever nobody can decide about is put aside all the same; the letter says why.
                    if error.storageError != nil { throw error }
                }
                try stored { () throws(StorageError) in
                    guard try !letters.book.hasLetter(of: record.offset, group, partition, in: transaction) else {
                        return
                    }
                    try letters.bury(burial, now: engine.time.now, in: transaction)
                }
            }
        } catch {
            engine.logger.error(
                "a record could not be put aside",
                metadata: ["partition": "\(partition)", "offset": "\(record.offset)", "error": "\(error)"]
            )
        }
    }

    /// Waits; answers false when the task was cancelled.
    private func pause(_ millis: Int64) async -> Bool {
        do throws(CancellationError) {
            try await engine.time.sleep(until: engine.time.now.adding(millis: millis))
            return true
        } catch {
            return false
        }
    }

    // MARK: Writing

    /// Runs a unit that also moves the group's offset, again and again while the disk is full.
    ///
    /// - Parameter done: the record whose effects the unit writes; nil for none.
    /// - Throws: what the unit throws, and storage errors that do not pass; the disk's when the task is cancelled.
    private func write(
        done own: Offset?,
        _ body: @escaping @Sendable (borrowing WriteTransaction) throws(EngineError) -> Void
    ) async throws(EngineError) {
        while true {
            do throws(EngineError) {
                let reached = try await engine.submitBackground { [self] transaction throws(EngineError) in
                    try body(transaction)
                    return try advance(over: own, in: transaction)
                }
                return committed(reached, own)
            } catch {
                guard error.storageError == .full else { throw error }
                engine.logger.error("an answer could not be recorded yet", metadata: ["error": "\(error)"])
                guard await pause(Self.pauseMillis) else { throw error }
            }
        }
    }

    /// Moves the group's offset over everything that is done without a gap.
    ///
    /// Only what is on disk already counts as done, and the unit's own record: a neighbour in the same batch may still
    /// fail with it.
    private func advance(over own: Offset?, in transaction: borrowing WriteTransaction) throws(EngineError) -> Offset {
        try logged { () throws(LogError) in
            let bounds = try engine.log.bounds(of: partition, in: transaction)
            let start = max(try engine.log.committedOffset(group, partition, in: transaction) ?? .zero, bounds.start)
            var reached = start
            state.withLock { state in
                while reached == own || state.done.contains(reached) { reached = reached + 1 }
            }
            if reached > start { try engine.log.commitOffset(reached, group, partition, in: transaction) }
            return reached
        }
    }

    /// Takes note of a unit that was committed.
    private func committed(_ reached: Offset, _ own: Offset?) {
        state.withLock { state in
            if own != nil {
                state.callsUnderWay -= 1
                state.handled += 1
            }
            // The group was set elsewhere meanwhile: what counts as done is found anew.
            guard !state.mustBegin else { return }
            var place = state.committed ?? reached
            while place < reached {
                state.done.remove(place)
                place = place + 1
            }
            state.committed = place
            guard let own else { return }
            if own >= place { state.done.insert(own) }
        }
    }

    /// Moves the group's offset when answers that were recorded at the same time left it behind.
    private func catchUp() async throws(EngineError) {
        let isBehind = state.withLock { state in state.committed.map { state.done.contains($0) } ?? false }
        if isBehind { try await write(done: nil) { (_: borrowing WriteTransaction) throws(EngineError) in } }
    }
}
