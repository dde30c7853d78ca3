import Commerce
import EventLog
import Logging
import Storage
import Synchronization

/// Runs one worker over one partition: each run is a unit of the writer that handles many records and moves the
/// group's offset with their effects.
///
/// A run is queued when a commit appended to the partition, when the last run left records behind, and at start. At
/// most one is queued at a time. Nothing is remembered between runs but the wish for another one: the committed
/// offset says where to go on.
final class PartitionRunner: Sendable {
    /// Records handled in one unit, so that requests in the same queue do not wait long.
    static let recordsPerRun = 64

    /// How a run ended.
    private enum Outcome: Sendable {
        case caughtUp
        case more
        case wait(until: Timestamp)
    }

    private struct State {
        var isQueued = false
        var isWantedAgain = false
        var isStopped = false
        /// A delay is running; new records wait behind the one that failed.
        var isDelayed = false
        var handled: UInt64 = 0
        var failures: UInt64 = 0
    }

    let worker: any StageWorker
    let partition: TopicPartition
    private let engine: Engine
    private let letters: DeadLetters
    private let delay: @Sendable (Timestamp, PartitionRunner) -> Void
    private let state = Mutex(State())

    /// - Parameter delay: asked to call `resume` at a time.
    init(
        worker: any StageWorker,
        partition: TopicPartition,
        engine: Engine,
        letters: DeadLetters,
        delay: @escaping @Sendable (Timestamp, PartitionRunner) -> Void
    ) {
        self.worker = worker
        self.partition = partition
        self.engine = engine
        self.letters = letters
        self.delay = delay
    }

    /// Records handled and failed attempts since start.
    var counts: (handled: UInt64, failures: UInt64) { state.withLock { ($0.handled, $0.failures) } }

    /// Wants a run; may be called from any thread, also the writer's.
    func kick() {
        let mayQueue = state.withLock { state in
            guard !state.isStopped, !state.isDelayed else { return false }
            if state.isQueued {
                state.isWantedAgain = true
                return false
            }
            state.isQueued = true
            return true
        }
        if mayQueue { queue() }
    }

    /// The delay is over: wants a run again.
    func resume() {
        state.withLock { $0.isDelayed = false }
        kick()
    }

    /// No run begins any more; one that is queued is the last.
    func stop() { state.withLock { $0.isStopped = true } }

    private func queue() {
        engine.writer.enqueueBackground { [self] transaction throws(EngineError) in
            try run(in: transaction)
        } completion: { [self] result in
            completed(result)
        }
    }

    private func completed(_ result: Result<Outcome, EngineError>) {
        var again = state.withLock { state in
            state.isQueued = false
            defer { state.isWantedAgain = false }
            return state.isWantedAgain && !state.isStopped
        }
        switch result {
        case .success(.caughtUp): break
        case .success(.more): again = true
        case .success(.wait(let time)):
            again = false
            wait(until: time)
        case .failure(let error):
            again = false
            guard error.storageError != .closed else { return }
            engine.logger.error(
                "a worker's run failed",
                metadata: ["group": "\(worker.group)", "partition": "\(partition)", "error": "\(error)"]
            )
            wait(until: engine.time.now.adding(millis: 1_000))
        }
        if again { kick() }
    }

    private func wait(until time: Timestamp) {
        state.withLock { $0.isDelayed = true }
        delay(time, self)
    }

    // MARK: On the writer's thread

    private func run(in transaction: borrowing WriteTransaction) throws(EngineError) -> Outcome {
        let log = engine.log
        let (start, records) = try logged { () throws(LogError) in
            let committed = try log.committedOffset(worker.group, partition, in: transaction)
            let start = if let committed { committed } else { try log.bounds(of: partition, in: transaction).start }
            guard start < log.end(of: partition) else { return (start, [LogRecord]()) }
            let limit = FetchLimit(records: Self.recordsPerRun)
            return (start, try log.fetch(partition, from: start, limit: limit, in: transaction))
        }
        guard !records.isEmpty else { return .caughtUp }
        let retryTime = try stored { () throws(StorageError) in
            try letters.retryTime(worker.group, partition, at: start, in: transaction)
        }
        if let retryTime, retryTime > engine.time.now { return .wait(until: retryTime) }
        return try handle(records, from: start, in: transaction)
    }

    private func handle(
        _ records: [LogRecord],
        from start: Offset,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> Outcome {
        var next = start
        let end = start + records.count
        var outcome = records.count == Self.recordsPerRun ? Outcome.more : .caughtUp
        var hasFailed = false
        for record in records {
            do throws(EngineError) {
                try worker.handle(record, in: transaction)
            } catch {
                if error.storageError != nil { throw error }
                let verdict = try letters.failed(
                    record,
                    worker.group,
                    partition,
                    error: error.summary,
                    now: engine.time.now,
                    jitter: engine.entropy.bits(),
                    in: transaction
                )
                hasFailed = true
                if case .retry(let time) = verdict {
                    outcome = .wait(until: time)
                    break
                }
                outcome = .more
            }
            next = record.offset + 1
            if hasFailed { break }
            if transaction.isTimeUp, next < end {
                outcome = .more
                break
            }
        }
        let (reached, failed) = (next, hasFailed)
        try logged { () throws(LogError) in
            try engine.log.commitOffset(reached, worker.group, partition, in: transaction)
        }
        transaction.afterCommit { [self] in
            state.withLock { state in
                state.handled += UInt64(reached - start)
                if failed { state.failures += 1 }
            }
        }
        return outcome
    }
}

extension EngineError {
    /// One line for a dead letter's `x-error`.
    var summary: String {
        switch self {
        case .unhandled(let reason): reason
        case .rejected(let rejection): "\(rejection)"
        default: "\(self)"
        }
    }
}
