import Commerce
import EventLog
import Logging
import Storage

/// One unit of the pipeline: all workers take turns in one transaction, in the order of the stages, until nothing is
/// left or the time is up.
struct PipelinePass {
    /// How long a partition that cannot be read is left alone, in milliseconds.
    static let pauseMillis: Int64 = 1_000

    private let engine: Engine
    private let runners: [PartitionRunner]
    private let letters: DeadLetters
    /// One per runner that has something to do.
    private var runs: [PartitionRun?]
    /// Groups that begin nothing new, as the transaction sees it: one that was paused in this batch counts.
    private var paused: Set<GroupName> = []

    init(_ engine: Engine, _ runners: [PartitionRunner], _ letters: DeadLetters) {
        (self.engine, self.runners, self.letters) = (engine, runners, letters)
        runs = Array(repeating: nil, count: runners.count)
    }

    /// Runs the unit; answers how each partition's run ended.
    ///
    /// - Throws: storage errors, which abort the batch.
    mutating func run(in transaction: borrowing WriteTransaction) throws(EngineError) -> [PartitionRun.Report] {
        paused = try stored { () throws(StorageError) in
            Set(try PausedGroups(tables: engine.tables).all(in: transaction).keys)
        }
        var hasMore = true
        while hasMore {
            hasMore = false
            for index in runners.indices where try takeTurn(index, in: transaction) { hasMore = true }
            if transaction.isTimeUp { break }
        }
        for run in runs { try run?.finish(in: transaction) }
        return runs.compactMap { $0?.report }
    }

    /// Lets one runner work; answers whether it did something.
    private mutating func takeTurn(
        _ index: Int,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> Bool {
        let runner = runners[index]
        if runs[index] == nil {
            guard !paused.contains(runner.group) else { return false }
            guard runner.hasWork(end: engine.log.end(of: runner.partition, in: transaction)) else { return false }
            runs[index] = PartitionRun(runner, engine, letters)
        }
        do throws(EngineError) {
            return try runs[index]?.takeTurn(in: transaction) ?? false
        } catch {
            if error.storageError != nil { throw error }
            engine.logger.error(
                "a partition cannot be read",
                metadata: ["group": "\(runner.worker.group)", "partition": "\(runner.partition)", "error": "\(error)"]
            )
            runs[index]?.pause(until: engine.time.now.adding(millis: Self.pauseMillis))
            return false
        }
    }
}
