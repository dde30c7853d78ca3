import CLMDB
import DequeModule
import Glibc
import Synchronization

/// The one writer: a thread of its own that takes every queued unit, runs them one after another in one
/// transaction, commits once (one sync), and only then lets their callers go on.
///
/// Invariants: a unit's caller hears of success only after the commit; a unit that fails leaves nothing behind
/// while its neighbours commit; after a failed sync nothing is ever written again by this process.
package final class Writer: Sendable {
    private struct State {
        var queue: Deque<QueuedUnit> = []
        /// Units that run behind those of the queue.
        var background: [QueuedUnit] = []
        var isStopping = false
        var hasEnded = false
        /// Why nothing is accepted any more.
        var refusal: StorageError?
        var metrics = WriterMetrics()
    }

    private let state = Monitor(State())
    private let environment: Environment
    private let participants: [any CommitParticipant]
    private let onFatal: @Sendable (StorageError) -> Void
    private let queueLimit: Int

    /// Starts the writer's thread.
    ///
    /// - Parameters:
    ///   - participants: called before and after each commit, in this order.
    ///   - onFatal: called on the writer's thread after a batch was answered with an unknown outcome or damage was
    ///     found while writing; the process should end with the error's exit code.
    package init(
        environment: Environment,
        participants: [any CommitParticipant] = [],
        queueLimit: Int = Limits.queuedUnits,
        onFatal: @escaping @Sendable (StorageError) -> Void
    ) throws(StorageError) {
        self.environment = environment
        self.participants = participants
        self.queueLimit = queueLimit
        self.onFatal = onFatal
        let highWater = try HighWaterFile(in: environment.directory.path, flags: O_RDWR)
        Self.startThread(WriterLoop(writer: self, environment: environment, highWater: highWater))
    }

    // MARK: Submitting

    /// Queues a unit and waits until it is committed.
    ///
    /// A task that is cancelled while its unit waits takes it out again; once begun, a unit is finished.
    ///
    /// - Throws: what the unit throws; `.busy` when the queue is full, `.closed` when the store stops, `.full`
    ///   when the disk has no room, `.outcomeUnknown` when the disk failed, `.cancelled`.
    package func submit<Result: Sendable, Failure: StorageFailure>(
        _ body: @escaping @Sendable (borrowing WriteTransaction) throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        try await run(body, isRehearsal: false)
    }

    /// Runs a unit as `submit` does and throws away all it wrote: the answer is what it would come to now.
    ///
    /// Its neighbours in the batch run again without it, so it costs them what a unit that fails costs them.
    ///
    /// - Throws: as `submit`.
    package func rehearse<Result: Sendable, Failure: StorageFailure>(
        _ body: @escaping @Sendable (borrowing WriteTransaction) throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        try await run(body, isRehearsal: true)
    }

    private func run<Result: Sendable, Failure: StorageFailure>(
        _ body: @escaping @Sendable (borrowing WriteTransaction) throws(Failure) -> Result,
        isRehearsal: Bool
    ) async throws(Failure) -> Result {
        let slot = Mutex<QueuedUnit?>(nil)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let unit = Unit<Result, Failure>(body, isRehearsal: isRehearsal) { continuation.resume(returning: $0) }
                slot.withLock { $0 = unit }
                // In this order: a cancellation before the unit was in the slot is seen here, a later one by onCancel.
                if Task.isCancelled { unit.isCancelled.store(true, ordering: .relaxed) }
                enqueue(unit)
            }
        } onCancel: {
            slot.withLock { $0?.isCancelled.store(true, ordering: .relaxed) }
        }
        return try result.get()
    }

    /// Queues a unit of the pipeline and calls back after the commit, on the writer's thread.
    ///
    /// Such a unit joins the next batch behind the requests and gets a share of the time: it does one piece of its
    /// work at least and more until `WriteTransaction.isTimeUp`. The queue's limit does not count it.
    package func enqueueBackground<Result: Sendable, Failure: StorageFailure>(
        _ body: @escaping @Sendable (borrowing WriteTransaction) throws(Failure) -> Result,
        completion: @escaping @Sendable (Swift.Result<Result, Failure>) -> Void
    ) {
        enqueue(Unit<Result, Failure>(body, isBackground: true, resume: completion))
    }

    /// Queues a unit and calls back after the commit, on the writer's thread; for callers that must not wait.
    package func enqueue<Result: Sendable, Failure: StorageFailure>(
        _ body: @escaping @Sendable (borrowing WriteTransaction) throws(Failure) -> Result,
        completion: @escaping @Sendable (Swift.Result<Result, Failure>) -> Void
    ) {
        enqueue(Unit<Result, Failure>(body, resume: completion))
    }

    private func enqueue(_ unit: QueuedUnit) {
        let refusal: StorageError? = state.withLock { state in
            if let refusal = state.refusal { return refusal }
            if state.isStopping { return .closed }
            if unit.isBackground {
                state.background.append(unit)
                return nil
            }
            guard state.queue.count < queueLimit else {
                state.metrics.refusedBusy += 1
                return .busy
            }
            state.queue.append(unit)
            return nil
        }
        if let refusal {
            unit.finish(refusal)
        } else {
            state.signal()
        }
    }

    /// Finishes what is queued, refuses the rest, and ends the thread.
    package func stop() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            Thread.detach { [self] in
                stopAndWait()
                continuation.resume()
            }
        }
    }

    /// As `stop`, blocking the calling thread; not for the cooperative pool.
    package func stopAndWait() {
        state.withLock { $0.isStopping = true }
        state.broadcast()
        _ = state.wait { $0.hasEnded ? true : nil }
    }

    /// What the writer has done since it was started, as of now.
    package var metrics: WriterMetrics {
        state.withLock { state in
            var metrics = state.metrics
            metrics.queueLength = state.queue.count
            return metrics
        }
    }

    // MARK: For the loop

    /// The next units, an empty list when only time has passed, nil when the writer is to end.
    ///
    /// - Parameter returning: how many requests the last batch answered. Many of those clients ask again at once;
    ///   waiting a moment for them makes one large commit of what would be several small ones, each with its own sync.
    func nextBatch(timeoutMillis: Int, returning: Int) -> [QueuedUnit]? {
        if returning >= Limits.lingerFromRequests {
            _ = state.wait(timeoutMillis: Limits.lingerMillis) { state in
                state.queue.count >= returning || state.isStopping ? true : nil
            }
        }
        let batch = state.wait(timeoutMillis: timeoutMillis) { state -> [QueuedUnit]?? in
            if state.queue.isEmpty, state.background.isEmpty { return state.isStopping ? .some(nil) : nil }
            let count = min(state.queue.count, Limits.unitsPerBatch)
            let units = Array(state.queue.prefix(count))
            state.queue.removeFirst(count)
            defer { state.background.removeAll(keepingCapacity: true) }
            return units + state.background
        }
        return batch ?? []
    }

    func record(_ change: (inout WriterMetrics) -> Void) { state.withLock { change(&$0.metrics) } }

    /// Accepts nothing any more and answers everything that waits with the reason.
    func refuseAll(_ error: StorageError) {
        let waiting = state.withLock { state in
            state.refusal = error
            defer { (state.queue, state.background) = ([], []) }
            return Array(state.queue) + state.background
        }
        for unit in waiting { unit.finish(error) }
        onFatal(error)
    }

    func ended() {
        state.withLock { $0.hasEnded = true }
        state.broadcast()
    }

    func writeGathered(in transaction: borrowing WriteTransaction) throws(StorageError) {
        for participant in participants { try participant.writeGathered(in: transaction) }
    }

    func batchCommitted(_ token: borrowing WriterToken) {
        for participant in participants { participant.batchCommitted(token) }
    }

    func batchAborted(_ token: borrowing WriterToken) {
        for participant in participants { participant.batchAborted(token) }
    }

    private static func startThread(_ loop: sending WriterLoop) {
        let box = Mutex<WriterLoop?>(loop)
        Thread.detach { box.withLock { $0.take() }?.run() }
    }
}
