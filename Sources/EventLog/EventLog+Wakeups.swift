import Synchronization

/// What the last commit made visible, and who wants to know of the next.
struct Published: Sendable {
    var ends: [Int64]
    var sequence: LogSequence
    var nextSubscriber = 0
    var subscribers: [Int: Subscriber] = [:]

    struct Subscriber: Sendable {
        /// The slots it waits for; nil for every commit.
        let slots: Set<Int>?
        let wake: @Sendable () -> Void
    }
}

/// Somebody who is woken after commits, until cancelled.
package struct Subscription: Sendable {
    let number: Int
    let log: EventLog

    /// No wake-up begins after this; one that is under way may still end.
    package func cancel() {
        // Handed out of the lock: what the closure holds may cancel other subscriptions when it goes.
        _ = log.published.withLock { $0.subscribers.removeValue(forKey: number) }
    }
}

extension EventLog {
    /// Calls `wake` on the writer's thread after each commit that appended to one of the partitions (to any, when
    /// nil). A wake-up is a hint: whoever gets it reads from its own offset. `wake` must be short and not block.
    package func subscribe(to partitions: [TopicPartition]?, wake: @escaping @Sendable () -> Void) -> Subscription {
        published.withLock { state in
            state.nextSubscriber += 1
            state.subscribers[state.nextSubscriber] = .init(slots: partitions.map { Set($0.map(\.slot)) }, wake: wake)
            return Subscription(number: state.nextSubscriber, log: self)
        }
    }

    /// A stream with one element per wake-up, at most one waiting: for tasks that would otherwise poll.
    package func wakeups(for partitions: [TopicPartition]?) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let subscription = subscribe(to: partitions) { continuation.yield() }
        continuation.onTermination = { _ in subscription.cancel() }
        return stream
    }

    func publish(_ touched: [Int], ends: [Int64], sequence: LogSequence) {
        let woken = published.withLock { state in
            for (slot, end) in zip(touched, ends) { state.ends[slot] = end }
            state.sequence = sequence
            return state.subscribers.values.filter { subscriber in
                subscriber.slots.map { slots in touched.contains { slots.contains($0) } } ?? true
            }
        }
        for subscriber in woken { subscriber.wake() }
    }

    /// The partition's end as of the last commit, without a transaction: the offset that the next record will get.
    package func end(of partition: TopicPartition) -> Offset {
        published.withLock { Offset($0.ends[slot(of: partition)]) }
    }
}
