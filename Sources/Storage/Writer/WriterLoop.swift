import CLMDB
import Glibc
import Synchronization

/// What runs on the writer's thread: takes batches, commits them, keeps house in between.
final class WriterLoop {
    private let writer: Writer
    private let environment: Environment
    private var highWater: HighWaterFile
    private var nextHousekeeping = ContinuousClock.now
    /// A sync failed or damage was found: nothing is written any more, the high-water file neither.
    private var hasFailed = false

    init(writer: Writer, environment: Environment, highWater: consuming HighWaterFile) {
        self.writer = writer
        self.environment = environment
        self.highWater = highWater
    }

    func run() {
        var returning = 0
        while let units = writer.nextBatch(timeoutMillis: Limits.housekeepingMillis, returning: returning) {
            if !units.isEmpty { commit(units) }
            returning = units.count { !$0.isBackground }
            if ContinuousClock.now >= nextHousekeeping { keepHouse() }
        }
        recordHighWater()
        writer.ended()
    }

    // MARK: One batch

    private func commit(_ units: [QueuedUnit]) {
        // Looked at before each batch: it costs a microsecond, and a busy writer fills the reserve within a second.
        guard lookForRoom() else {
            for unit in units { unit.finish(.full) }
            return
        }
        var pending = units
        while !pending.isEmpty {
            switch attempt(&pending) {
            case .committed: return
            case .again: writer.record { $0.rerunBatches += 1 }
            case .failed(let error):
                fail(pending, error)
                return
            }
        }
    }

    /// How one attempt at a batch ended.
    private enum Attempt {
        case committed
        /// A unit was taken out, or the map has grown: run the others again.
        case again
        case failed(StorageError)
    }

    private func attempt(_ pending: inout [QueuedUnit]) -> Attempt {
        do throws(StorageError) {
            try environment.growIfNeeded()
            // SAFETY: the transaction is this attempt's alone, and `abort` or `finish` ends it.
            let pointer = unsafe try environment.begin(flags: 0)
            let batch = CommitBatch(atWritePoint: environment.options.atWritePoint)
            let transaction = unsafe WriteTransaction(pointer, batch: batch)
            if let attempt = runUnits(&pending, transaction, batch) {
                unsafe abort(pointer, transaction)
                if case .failed(let error) = attempt { return recover(from: error) }
                return attempt
            }
            return try unsafe finish(pending, pointer, transaction, batch)
        } catch {
            return recover(from: error)
        }
    }

    /// Runs the units; answers why the transaction has to be thrown away, nil when it can be committed.
    private func runUnits(
        _ pending: inout [QueuedUnit],
        _ transaction: borrowing WriteTransaction,
        _ batch: CommitBatch
    ) -> Attempt? {
        pending.removeAll { unit in
            guard !unit.hasBegun, unit.isCancelled.load(ordering: .relaxed) else { return false }
            unit.finish(.cancelled)
            return true
        }
        let share = backgroundShare(of: pending)
        for (index, unit) in pending.enumerated() {
            batch.unitHasWritten = false
            batch.deadline = unit.isBackground ? .now + share : nil
            let hooks = batch.afterCommit.count
            unit.hasBegun = true
            let outcome = unit.run(transaction)
            if let failure = batch.writeFailure { return .failed(failure) }
            switch outcome {
            case .done: break
            case .failed(let error) where error.stopsBatch: return .failed(error)
            case .refused, .failed:
                batch.afterCommit.removeLast(batch.afterCommit.count - hooks)
                guard batch.unitHasWritten else { break }
                pending.remove(at: index)
                unit.finish(nil)
                return .again
            }
            if batch.unitHasWritten { batch.hasWritten = true }
        }
        return nil
    }

    /// How long each background unit of a batch may go on: little when requests wait in the same batch, so that they
    /// are answered soon, and much when the writer has nothing else to do.
    private func backgroundShare(of units: [QueuedUnit]) -> Duration {
        let background = units.count { $0.isBackground }
        let micros = background < units.count ? Limits.backgroundMicrosBesideRequests : Limits.backgroundMicrosAlone
        return .microseconds(max(micros / max(background, 1), Limits.backgroundMicrosLeast))
    }

    // SAFETY: the caller hands over its open transaction and does not use it afterwards; it is ended on every way out.
    @unsafe private func finish(
        _ units: [QueuedUnit],
        _ pointer: OpaquePointer,
        _ transaction: borrowing WriteTransaction,
        _ batch: CommitBatch
    ) throws(StorageError) -> Attempt {
        guard batch.hasWritten else {
            unsafe abort(pointer, transaction)
            deliver(units, batch)
            return .committed
        }
        let start = ContinuousClock.now
        do throws(StorageError) {
            // SAFETY: the transaction is open here; when gathering fails it is ended below.
            try writer.writeGathered(in: transaction)
        } catch {
            unsafe abort(pointer, transaction)
            throw error
        }
        batch.atWritePoint?(.beforeCommit)
        // SAFETY: the transaction is open; LMDB ends it whatever the answer is.
        let code = unsafe mdb_txn_commit(pointer)
        guard code == 0 else {
            writer.batchAborted(transaction.token)
            throw StorageError.ofCommit(code)
        }
        batch.atWritePoint?(.afterCommit)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        writer.record {
            $0.commitSeconds.observe(seconds)
            $0.batchSize.observe(Double(units.count))
            $0.isFull = false
        }
        writer.batchCommitted(transaction.token)
        deliver(units, batch)
        return .committed
    }

    private func deliver(_ units: [QueuedUnit], _ batch: CommitBatch) {
        for hook in batch.afterCommit { hook() }
        for unit in units { unit.finish(nil) }
    }

    // SAFETY: the caller hands over its open transaction and does not use it afterwards.
    @unsafe private func abort(_ pointer: OpaquePointer, _ transaction: borrowing WriteTransaction) {
        // SAFETY: the transaction is open and is not used afterwards.
        unsafe mdb_txn_abort(pointer)
        writer.batchAborted(transaction.token)
    }

    // MARK: When it fails

    private func recover(from error: StorageError) -> Attempt {
        guard error == .mapFull else { return .failed(error) }
        do throws(StorageError) {
            try environment.grow()
            return .again
        } catch {
            return .failed(error)
        }
    }

    /// LMDB says EIO for a short write too, so a full disk is told apart by looking at the free space.
    private func fail(_ units: [QueuedUnit], _ error: StorageError) {
        var error = error
        if case .outcomeUnknown = error, freeBytes < environment.options.reservedBytes { error = .full }
        for unit in units { unit.finish(error) }
        switch error {
        case .full: writer.record { $0.isFull = true }
        case .outcomeUnknown, .damagedFile, .corrupt, .system, .notPermitted: stopForGood(error)
        default: break
        }
    }

    private func stopForGood(_ error: StorageError) {
        hasFailed = true
        writer.refuseAll(error)
    }

    // MARK: Housekeeping

    private var freeBytes: Int {
        do throws(StorageError) {
            return try File.freeBytes(at: environment.directory.storePath)
        } catch {
            return 0
        }
    }

    /// Whether there is room to write.
    private func lookForRoom() -> Bool {
        let isFull = freeBytes < environment.options.reservedBytes
        writer.record { $0.isFull = isFull }
        return !isFull
    }

    private func keepHouse() {
        nextHousekeeping = .now + .milliseconds(Limits.housekeepingMillis)
        _ = lookForRoom()
        recordHighWater()
        var stale: Int32 = 0
        // SAFETY: clears the slots of processes that died; the environment is open.
        _ = unsafe mdb_reader_check(environment.pointer, &stale)
    }

    private func recordHighWater() {
        let transactionID = environment.usage.transactionID
        guard !hasFailed, transactionID > highWater.transactionID else { return }
        do throws(StorageError) {
            try highWater.record(transactionID: transactionID)
        } catch .full {
            writer.record { $0.isFull = true }
        } catch {
            stopForGood(.outcomeUnknown(reason: "\(error)"))
        }
    }
}

extension StorageError {
    /// Whether the transaction cannot be used any further after this error.
    fileprivate var stopsBatch: Bool {
        switch self {
        case .mapFull, .full, .outcomeUnknown, .damagedFile, .corrupt, .system, .notPermitted: true
        default: false
        }
    }
}
