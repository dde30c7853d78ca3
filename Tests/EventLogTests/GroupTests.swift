import Storage
import TestSupport
import Testing

@testable import EventLog

struct GroupTests {
    private let group = GroupName("payment")

    private func committed(_ harness: LogHarness, _ partition: TopicPartition) throws -> Int64? {
        try harness.read { log, snapshot throws(LogError) in
            try log.committedOffset(group, partition, in: snapshot)?.value
        }
    }

    @Test func `an offset is committed together with the effects, or not at all`() async throws {
        let harness = try LogHarness()
        let (log, group) = (harness.log, self.group)
        let (source, topic) = (try harness.partition("orders", 0), try log.topic("stock"))
        try await harness.append((0..<5).map { Record("o\($0)") }, to: "orders")
        #expect(try committed(harness, source) == nil)

        let results = await harness.inOneCommit(3) { index, transaction throws(LogError) in
            let step = Int64(index) + 1
            log.append(Record("effect \(step)"), to: topic, in: transaction)
            try log.commitOffset(Offset(step), group, source, in: transaction)
            if step == 3 { throw LogError.positionExpired }
        }
        #expect(results.filter { (try? $0.get()) != nil }.count == 2)
        #expect(try committed(harness, source) == 2)
        #expect(try harness.fetch(harness.partition()).map(\.text) == ["effect 1", "effect 2"])
        try await harness.close()

        let again = try LogHarness(folder: harness.folder)
        #expect(try committed(again, again.partition("orders", 0)) == 2)
        try await again.close()
    }

    @Test func `lag is what a group has not read of each partition`() async throws {
        let harness = try LogHarness()
        let log = harness.log
        try await harness.append((0..<7).map { Record("o\($0)") }, to: "orders")
        try await harness.append([Record("s")])
        let (orders, stock) = (try harness.partition("orders", 0), try harness.partition("stock", 0))
        let idle = try harness.partition("orders", 2)
        try await harness.writer.submit { transaction throws(LogError) in
            try log.commitOffset(Offset(3), GroupName("b"), orders, in: transaction)
            try log.commitOffset(Offset(1), GroupName("b"), stock, in: transaction)
            try log.commitOffset(Offset(7), GroupName("a"), orders, in: transaction)
            try log.commitOffset(Offset(0), GroupName("a"), idle, in: transaction)
        }
        let groups = try harness.read { log, snapshot throws(LogError) in try log.groups(in: snapshot) }
        #expect(
            groups.map { "\($0.group) \($0.partition) \($0.committed) \($0.lag)" } == [
                "a orders-0 7 0", "a orders-2 0 0", "b orders-0 3 4", "b stock-0 1 0",
            ]
        )
        try await harness.close()
    }

    @Test func `a group may come up to the records of its own commit, but not further`() async throws {
        let harness = try LogHarness()
        let (log, group) = (harness.log, self.group)
        let (partition, topic) = (try harness.partition(), try harness.log.topic("stock"))
        try await harness.writer.submit { transaction throws(LogError) in
            log.append(Record("a"), to: topic, in: transaction)
            try log.commitOffset(Offset(1), group, partition, in: transaction)
        }
        await #expect(throws: LogError.offsetOutOfRange(requested: Offset(2), start: .zero, end: Offset(1))) {
            try await harness.writer.submit { transaction throws(LogError) in
                try log.commitOffset(Offset(2), group, partition, in: transaction)
            }
        }
        #expect(try committed(harness, partition) == 1)
        try await harness.close()
    }

    @Test func `the longest names fit`() async throws {
        let topic = String(repeating: "t", count: 249)
        let harness = try LogHarness(topics: [.init(LogHarness.name(topic), partitions: 1)])
        let (log, partition) = (harness.log, try harness.partition(topic, 0))
        let group = try #require(GroupName(validating: String(repeating: "g", count: 249)))
        try await harness.append([Record("a")], to: topic)
        try await harness.writer.submit { transaction throws(LogError) in
            try log.commitOffset(Offset(1), group, partition, in: transaction)
        }
        let groups = try harness.read { log, snapshot throws(LogError) in try log.groups(in: snapshot) }
        #expect(groups.map(\.committed) == [Offset(1)])
        try await harness.close()
    }
}
