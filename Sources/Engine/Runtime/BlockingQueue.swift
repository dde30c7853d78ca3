import Dispatch
import Synchronization

/// One thread's worth of blocking work at a time, off the cooperative pool, with a bounded queue.
final class BlockingQueue: Sendable {
    private let queue: DispatchQueue
    private let waiting = Atomic(0)
    private let limit: Int

    init(label: String, limit: Int) {
        queue = DispatchQueue(label: label)
        self.limit = limit
    }

    /// Waits for what is queued.
    func stop() { queue.sync {} }

    /// - Throws: `.tooBusy` when the queue is full.
    func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws(EngineError) -> Result {
        guard waiting.add(1, ordering: .relaxed).newValue <= limit else {
            waiting.subtract(1, ordering: .relaxed)
            throw .tooBusy
        }
        return await withCheckedContinuation { continuation in
            queue.async { [self] in
                waiting.subtract(1, ordering: .relaxed)
                continuation.resume(returning: body())
            }
        }
    }
}
