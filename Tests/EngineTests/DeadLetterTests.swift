import Commerce
import Engine
import EventLog
import Storage
import Synchronization
import TestSupport
import Testing

/// A record that cannot be handled: tried again with growing waits, then put aside, and nobody waits for it.
@Suite(.timeLimit(.minutes(10))) struct DeadLetterTests {
    /// Handles everything but the records of one key.
    final class Picky: StageWorker {
        let group = GroupName("picky-group")
        let topics = ["order_created"]
        let poison: Mutex<[UInt8]>
        let handled = Mutex<[[UInt8]]>([])

        init(_ poison: OrderID) { self.poison = Mutex(poison.utf8) }

        func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
            let key = Array(record.key ?? [])
            guard poison.withLock({ $0 != key }) else { throw .unhandled("it tastes bad") }
            handled.withLock { $0.append(key) }
        }
    }

    private func attempt(_ shop: EngineHarness) throws(StorageError) -> AttemptRow? {
        try shop.engine.environment.read("test") { snapshot throws(StorageError) in
            var row: AttemptRow?
            try shop.engine.tables.attempts.scan(in: snapshot) { _, found in
                row = found
                return .stop
            }
            return row
        }
    }

    /// Waits until the attempts are counted and answers when the next one is due.
    private func failed(_ attempts: Int, _ shop: EngineHarness) async throws -> Timestamp {
        try await shop.until { try attempt(shop)?.attempts == attempts }
        return try #require(try attempt(shop)).retryAt
    }

    /// Places orders until one partition has three and another has one at least.
    private func place(_ shop: EngineHarness) async throws -> (same: [OrderID], others: [OrderID]) {
        let topic = try shop.engine.log.topic("order_created")
        var byPartition: [Int: [OrderID]] = [:]
        while true {
            let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
            byPartition[topic.partition(forKey: id.utf8), default: []].append(id)
            if let full = byPartition.first(where: { $0.value.count == 3 }), byPartition.count > 1 {
                return (full.value, byPartition.filter { $0.key != full.key }.flatMap(\.value))
            }
        }
    }

    @Test func `a poison record is tried after 1, 2 and 4 seconds, over a restart, and then put aside`() async throws {
        let first = try await EngineHarness()
        let (same, others) = try await place(first)
        let worker = Picky(same[1])
        let firstFailedAt = first.time.now
        try first.startPipeline { _ in [worker] }
        var due = try await failed(1, first)
        #expect((1_000...1_100).contains(due.millis(since: first.time.now)))
        // The records of other partitions, and the one before it, are through.
        try await first.until { worker.handled.withLock { $0.count } == others.count + 1 }
        #expect(!worker.handled.withLock { $0.contains(same[2].utf8) })
        first.time.set(due)
        due = try await failed(2, first)
        #expect((2_000...2_200).contains(due.millis(since: first.time.now)))
        let shop = try await first.reopened()
        try shop.startPipeline { _ in [worker] }
        #expect(await shop.time.nextWake() == due)
        #expect(try attempt(shop)?.attempts == 2)
        shop.time.set(due)
        due = try await failed(3, shop)
        #expect((4_000...4_400).contains(due.millis(since: shop.time.now)))
        #expect(try shop.records(of: Topics.deadLetters).isEmpty)
        shop.time.set(due)
        try await shop.until { try !shop.records(of: Topics.deadLetters).isEmpty }
        try await shop.until { worker.handled.withLock { $0.contains(same[2].utf8) } }
        #expect(try attempt(shop) == nil)
        try expectLetter(shop, of: same[1], firstFailedAt)
        try await shop.close()
    }

    private func expectLetter(_ shop: EngineHarness, of id: OrderID, _ firstFailedAt: Timestamp) throws {
        let letters = try shop.records(of: Topics.deadLetters)
        #expect(letters.count == 1)
        let letter = try #require(letters.first).record
        let (partition, original) = try #require(
            try shop.records(of: "order_created").first { $0.record.key.map(Array.init) == id.utf8 }
        )
        #expect(letter.key.map(Array.init) == id.utf8)
        #expect(letter.value == original.value)
        let headers = try letter.headers()
        let texts = Dictionary(
            uniqueKeysWithValues: headers.map { ($0.key, String(decoding: $0.value ?? [], as: UTF8.self)) }
        )
        let originals = try original.headers()
        #expect(Array(headers.prefix(originals.count)) == originals)
        #expect(texts["x-original-topic"] == "order_created")
        #expect(texts["x-original-partition"] == "\(partition.number)")
        #expect(texts["x-original-offset"] == "\(original.offset)")
        #expect(texts["x-group"] == "picky-group")
        #expect(texts["x-error"] == "it tastes bad")
        #expect(texts["x-attempts"] == "4")
        #expect(texts["x-first-failed-at"] == firstFailedAt.text)
        #expect(texts["x-redrive-count"] == "0")
    }

    @Test func `a record that is handled at a later attempt leaves no letter`() async throws {
        let shop = try await EngineHarness()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        let worker = Picky(id)
        let pipeline = try shop.startPipeline { _ in [worker] }
        let due = try await failed(1, shop)
        worker.poison.withLock { $0 = [] }
        shop.time.set(due)
        try await shop.untilDrained(pipeline)
        #expect(worker.handled.withLock { $0 } == [id.utf8])
        #expect(try shop.records(of: Topics.deadLetters).isEmpty)
        try await shop.close()
    }

    @Test func `a record whose key is no order id ends as a dead letter and the orders behind it are shipped`()
        async throws
    {
        let shop = try await EngineHarness { $0.maxRetries = 0 }
        let topic = try shop.engine.log.topic("order_fulfilled")
        let foreign = Record(key: Array("what".utf8), value: nil, timestampMillis: shop.time.now.millis)
        try await shop.engine.writer.submit { transaction throws(StorageError) in
            _ = shop.engine.log.append(foreign, to: topic, in: transaction)
        }
        let pipeline = try shop.startPipeline()
        for _ in 0..<10 { try await shop.place(SampleShop.draft([SampleShop.line("mug")])) }
        try await shop.untilDrained(pipeline)
        #expect(try shop.engine.orderTotals()[.shipped] == 10)
        #expect(try shop.records(of: Topics.deadLetters).count == 1)
        let findings = try await shop.closeAndCheck()
        #expect(findings.lines.allSatisfy { $0.contains("not an event of an order") })
    }
}
