import Commerce
import EventLog
import Storage

/// What one worker does in one partition within one transaction: it reads from the group's committed offset on,
/// records of the running batch included, and moves the offset with the effects.
struct PartitionRun {
    /// How a run ended, for when it is committed.
    struct Report: Sendable {
        let runner: PartitionRunner
        var start: Offset
        var reached: Offset
        /// Attempts that failed.
        var failures: UInt64 = 0
        /// When the next attempt may be made at the record that failed, or nil.
        var wait: Timestamp?
    }

    /// Records read at once.
    private static let recordsPerFetch = 64

    private let runner: PartitionRunner
    private let engine: Engine
    private let letters: DeadLetters
    private var hasBegun = false
    private(set) var report: Report
    /// Records that are read and not handled yet.
    private var records: ArraySlice<LogRecord> = []

    /// A run that begins with its first turn.
    init(_ runner: PartitionRunner, _ engine: Engine, _ letters: DeadLetters) {
        (self.runner, self.engine, self.letters) = (runner, engine, letters)
        report = Report(runner: runner, start: .zero, reached: .zero)
    }

    /// Goes where the group stands, and no further while an attempt has to wait.
    private mutating func begin(in transaction: borrowing WriteTransaction) throws(EngineError) {
        let log = engine.log
        let start = try logged { () throws(LogError) in
            let committed = try log.committedOffset(runner.worker.group, runner.partition, in: transaction)
            return if let committed { committed } else { try log.bounds(of: runner.partition, in: transaction).start }
        }
        (report.start, report.reached, hasBegun) = (start, start, true)
        guard start < log.end(of: runner.partition, in: transaction) else { return }
        let retryTime = try stored { () throws(StorageError) in
            try letters.retryTime(runner.worker.group, runner.partition, at: start, in: transaction)
        }
        if let retryTime, retryTime > engine.time.now { report.wait = retryTime }
    }

    /// Does nothing more until a time.
    mutating func pause(until time: Timestamp) { report.wait = time }

    /// Handles records until the turn is over; answers whether it handled any.
    ///
    /// - Throws: storage errors, which abort the batch, and `.log` for records that cannot be read.
    mutating func takeTurn(in transaction: borrowing WriteTransaction) throws(EngineError) -> Bool {
        if !hasBegun { try begin(in: transaction) }
        var handled = 0
        while handled < runner.recordsPerTurn, report.wait == nil, try read(in: transaction) {
            guard let record = records.popFirst() else { break }
            if try handle(record, in: transaction) { report.reached = record.offset + 1 }
            handled += 1
        }
        return handled > 0
    }

    /// Moves the group's offset behind what was handled.
    func finish(in transaction: borrowing WriteTransaction) throws(EngineError) {
        guard report.reached > report.start else { return }
        try logged { () throws(LogError) in
            try engine.log.commitOffset(report.reached, runner.worker.group, runner.partition, in: transaction)
        }
    }

    /// Reads on when nothing is left; answers whether there is something to handle.
    private mutating func read(in transaction: borrowing WriteTransaction) throws(EngineError) -> Bool {
        guard records.isEmpty else { return true }
        let (log, next) = (engine.log, report.reached)
        guard next < log.end(of: runner.partition, in: transaction) else { return false }
        let found = try logged { () throws(LogError) in
            try log.fetchWithGathered(
                runner.partition,
                from: next,
                limit: FetchLimit(records: Self.recordsPerFetch),
                in: transaction
            )
        }
        records = found[...]
        return !found.isEmpty
    }

    /// Handles a record; answers whether the run is done with it, which a record to be tried again is not.
    private mutating func handle(
        _ record: LogRecord,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> Bool {
        do throws(EngineError) {
            try runner.worker.handle(record, in: transaction)
            return true
        } catch {
            if error.storageError != nil { throw error }
            report.failures += 1
            let verdict = try letters.failed(
                record,
                runner.worker.group,
                runner.partition,
                error: error.summary,
                now: engine.time.now,
                jitter: engine.entropy.bits(),
                in: transaction
            )
            guard case .retry(let time) = verdict else { return true }
            report.wait = time
            return false
        }
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
