import Dispatch
package import Storage
import Synchronization

/// A gate that holds a thread until the test opens it.
package final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    package init() {}

    /// Lets one thread through, now or when it comes.
    package func open() { semaphore.signal() }

    /// Blocks the thread until the gate is opened for it.
    package func pass() { semaphore.wait() }
}

extension Writer {
    /// Makes the writer's thread stand still inside of a unit; what is queued before the gate opens becomes one batch.
    package func hold() async -> Gate {
        let gate = Gate()
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let waiting = Mutex<CheckedContinuation<Void, Never>?>(continuation)
            enqueue(
                { (_: borrowing WriteTransaction) throws(StorageError) in
                    waiting.withLock { $0.take() }?.resume()
                    gate.pass()
                },
                completion: { _ in }
            )
        }
        return gate
    }
}
