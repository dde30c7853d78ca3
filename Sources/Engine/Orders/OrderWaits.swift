package import Commerce
import EventLog
import Logging
import ServiceLifecycle
import Synchronization

/// Lets requests wait until their order is settled: shipped, delivered, failed or cancelled.
///
/// One task follows the few topics that settle orders and wakes exactly those who wait for the order of a record, so a
/// thousand waiting clients cost the log no more than one. While nobody waits nothing is read.
package final class OrderWaits: Service {
    /// The records that settle an order; whatever comes after them finds it settled already.
    private static let topics = ["order_shipped", "order_cancelled", "order_failed"]

    private struct State {
        var next = 0
        var waiting: [OrderID: [Int: AsyncStream<Void>.Continuation]] = [:]
        /// Nobody is kept waiting once the server stops.
        var isStopping = false
    }

    private let engine: Engine
    private let partitions: [TopicPartition]
    private let state = Mutex(State())

    /// Nobody is woken before `run`.
    package init(_ engine: Engine) {
        self.engine = engine
        partitions = engine.log.topics.filter { Self.topics.contains($0.name.text) }.flatMap(\.partitions)
        precondition(!partitions.isEmpty, "an engine's log has the shop's topics")
    }

    /// How many requests wait.
    package var count: Int { state.withLock { $0.waiting.values.reduce(0) { $0 + $1.count } } }

    // MARK: Waiting

    /// Waits until the order is settled, the time is over, the wait is given up, the task is cancelled, or the
    /// server stops; whoever waited looks at the order to see which.
    ///
    /// - Parameter onBegin: called once, before the wait, with what gives it up; may be called at any time.
    package func wait(
        for order: OrderID,
        millis: Int64,
        onBegin: (@escaping @Sendable () -> Void) -> Void = { _ in }
    ) async throws(EngineError) {
        let (wakeups, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        guard let number = enter(order, continuation) else { return }
        defer { leave(order, number) }
        // Only now, because a settlement before this look is seen by it, and a later one wakes.
        guard try !engine.order(order, for: .shop).status.isSettled else { return }
        onBegin { continuation.finish() }
        let (time, deadline) = (engine.time, engine.time.now.adding(millis: millis))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in wakeups { return }
            }
            group.addTask {
                do throws(CancellationError) {
                    try await time.sleep(until: deadline)
                } catch {
                    return
                }
            }
            _ = await group.next()
            group.cancelAll()
        }
    }

    private func enter(_ order: OrderID, _ continuation: AsyncStream<Void>.Continuation) -> Int? {
        state.withLock { state in
            guard !state.isStopping else { return nil }
            state.next += 1
            state.waiting[order, default: [:]][state.next] = continuation
            return state.next
        }
    }

    private func leave(_ order: OrderID, _ number: Int) {
        state.withLock { state in
            state.waiting[order]?[number] = nil
            if state.waiting[order]?.isEmpty == true { state.waiting[order] = nil }
        }
    }

    // MARK: Waking

    /// Wakes who waits until the task is cancelled or the service group stops gracefully, and then everybody.
    package func run() async throws {
        let (wakeups, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let subscription = engine.log.subscribe(to: partitions) { wake.yield() }
        defer {
            subscription.cancel()
            stop()
        }
        var next = partitions.map { engine.log.end(of: $0) }
        wakeAll()
        for await _ in wakeups.cancelOnGracefulShutdown() {
            do throws(EngineError) {
                for index in partitions.indices { try follow(partitions[index], &next[index]) }
            } catch {
                engine.logger.error("waiting requests could not be woken by the log", metadata: ["error": "\(error)"])
                // They look at their orders themselves rather than wait for records that cannot be read.
                wakeAll()
            }
        }
    }

    /// Wakes those who wait for the orders of a partition's new records.
    private func follow(_ partition: TopicPartition, _ next: inout Offset) throws(EngineError) {
        let end = engine.log.end(of: partition)
        guard state.withLock({ !$0.waiting.isEmpty }) else {
            next = end
            return
        }
        while next < end {
            let records = try engine.read("settled orders") { snapshot throws(EngineError) in
                try logged { () throws(LogError) in try engine.log.fetch(partition, from: next, in: snapshot) }
            }
            guard let last = records.last else { return }
            for record in records {
                guard let order = record.key.flatMap({ OrderID(utf8: $0) }) else { continue }
                guard let woken = state.withLock({ $0.waiting[order] }) else { continue }
                for continuation in woken.values { continuation.yield() }
            }
            next = last.offset + 1
        }
    }

    private func wakeAll() {
        let all = state.withLock { $0.waiting.values.flatMap(\.values) }
        for continuation in all { continuation.yield() }
    }

    private func stop() {
        let all = state.withLock { state in
            state.isStopping = true
            return state.waiting.values.flatMap(\.values)
        }
        for continuation in all { continuation.finish() }
    }
}
