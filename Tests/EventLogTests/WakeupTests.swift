import Storage
import Synchronization
import TestSupport
import Testing

@testable import EventLog

struct WakeupTests {
    @Test(.timeLimit(.minutes(10)))
    func `a consumer that only waits for wake-ups gets every record of many writers once`() async throws {
        let harness = try LogHarness()
        let topic = try harness.log.topic("orders")
        let (writers, each) = (20, 500)
        async let consumed = consume(harness, topic, until: writers * each)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    for number in 0..<each {
                        let text = "\(writer)/\(number)"
                        try await harness.append([Record(text, key: text)], to: "orders")
                    }
                }
            }
            try await group.waitForAll()
        }
        let texts = try await consumed
        #expect(texts.count == writers * each)
        #expect(Set(texts) == Set((0..<writers).flatMap { writer in (0..<each).map { "\(writer)/\($0)" } }))
        try await harness.close()
    }

    /// Reads after each wake-up what there is; the first look is before the first one.
    private func consume(_ harness: LogHarness, _ topic: Topic, until count: Int) async throws -> [String] {
        var next = topic.partitions.map { _ in Int64(0) }
        var texts: [String] = []
        var wakeups = harness.log.wakeups(for: topic.partitions).makeAsyncIterator()
        while true {
            for partition in topic.partitions where harness.log.end(of: partition).value > next[partition.number] {
                let records = try harness.fetch(partition, from: next[partition.number])
                #expect(records.first?.offset.value == next[partition.number])
                next[partition.number] += Int64(records.count)
                texts += records.map(\.text)
            }
            if texts.count >= count { return texts }
            guard await wakeups.next() != nil else { return texts }
        }
    }

    /// Which subscribers were woken, in order.
    private final class Calls: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    @Test func `only who asked for a partition is woken, until it cancels`() async throws {
        let harness = try LogHarness()
        let log = harness.log
        let calls = Calls()
        let orders = log.subscribe(to: try log.topic("orders").partitions) { calls.add("orders") }
        let stock = log.subscribe(to: [try harness.partition()]) { calls.add("stock") }
        try await harness.append([Record("a"), Record("b")])
        #expect(calls.all == ["stock"])
        try await harness.append([Record("a", key: "k")], to: "orders")
        #expect(calls.all == ["stock", "orders"])
        let all = log.subscribe(to: nil) { calls.add("all") }
        stock.cancel()
        try await harness.append([Record("c")])
        #expect(calls.all == ["stock", "orders", "all"])
        orders.cancel()
        all.cancel()
        try await harness.append([Record("d")])
        #expect(calls.all.count == 3)
        try await harness.close()
    }

    @Test func `nobody is woken by a unit that fails or appends nothing`() async throws {
        let harness = try LogHarness()
        let (log, topic, partition) = (harness.log, try harness.log.topic("stock"), try harness.partition())
        let calls = Calls()
        let subscription = log.subscribe(to: nil) { calls.add("woken") }
        await #expect(throws: LogError.positionExpired) {
            try await harness.writer.submit { transaction throws(LogError) in
                log.append(Record("lost"), to: topic, in: transaction)
                throw LogError.positionExpired
            }
        }
        try await harness.writer.submit { transaction throws(LogError) in
            try log.commitOffset(.zero, GroupName("g"), partition, in: transaction)
        }
        #expect(calls.all.isEmpty)
        subscription.cancel()
        try await harness.close()
    }

    @Test func `the record is there when its wake-up comes`() async throws {
        let harness = try LogHarness()
        let partition = try harness.partition()
        let seen = Calls()
        let subscription = harness.log.subscribe(to: [partition]) {
            do {
                for record in try harness.fetch(partition) { seen.add(record.text) }
            } catch {
                seen.add("\(error)")
            }
        }
        try await harness.append([Record("a"), Record("b")])
        #expect(seen.all == ["a", "b"])
        subscription.cancel()
        try await harness.close()
    }

    @Test func `a stream that is no longer read is forgotten`() async throws {
        let harness = try LogHarness()
        let log = harness.log
        do {
            var wakeups = log.wakeups(for: nil).makeAsyncIterator()
            try await harness.append([Record("a")])
            #expect(await wakeups.next() != nil)
            #expect(log.published.withLock { $0.subscribers.count } == 1)
        }
        #expect(log.published.withLock { $0.subscribers.isEmpty })
        try await harness.close()
    }

    /// Cancels another subscription when it goes.
    private final class Canceller: Sendable {
        let other: Subscription
        init(_ other: Subscription) { self.other = other }
        deinit { other.cancel() }
    }

    @Test func `what a subscription holds may cancel another one when it goes`() throws {
        let harness = try LogHarness()
        let log = harness.log
        let first = log.subscribe(to: nil) {}
        var canceller: Canceller? = Canceller(first)
        let second = log.subscribe(to: nil) { [canceller] in _ = canceller }
        canceller = nil
        second.cancel()
        #expect(log.published.withLock { $0.subscribers.isEmpty })
        harness.writer.stopAndWait()
        harness.environment.close()
    }
}
