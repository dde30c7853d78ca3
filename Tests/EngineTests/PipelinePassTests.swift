import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// What one commit holds: all stages of an order, and nothing of a unit that failed.
@Suite(.timeLimit(.minutes(10))) struct PipelinePassTests {
    @Test func `the commit after an order's own takes it through all stages`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let before = shop.engine.writer.metrics.commitSeconds.count
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        try await shop.untilDrained(pipeline)
        #expect(shop.engine.writer.metrics.commitSeconds.count == before + 2)
        #expect(try shop.eventTypes(of: id) == OrderJourneyThroughEngineTests.lifecycle)
        #expect(try shop.order(id).status == .shipped)
        try await shop.close()
    }

    @Test func `records of the running batch are read behind the stored ones, and are gone with it`() async throws {
        let shop = try await EngineHarness()
        let log = shop.engine.log
        let topic = try log.topic("order_created")
        let partition = try #require(topic.partitions.first)
        _ = try await shop.engine.writer.submit { transaction throws(EngineError) in
            log.append(Self.record("first"), to: topic, in: transaction)
        }
        let seen = try await shop.engine.writer.submit { transaction throws(EngineError) in
            log.append(Self.record("second"), to: topic, in: transaction)
            log.append(Self.record("third"), to: topic, in: transaction)
            let ends = (log.end(of: partition), log.end(of: partition, in: transaction))
            guard ends == (Offset(1), Offset(3)) else { throw .unhandled("the ends are \(ends)") }
            return (
                try Self.read(log, partition, from: 0, in: transaction),
                try Self.read(log, partition, from: 1, in: transaction),
                try Self.read(log, partition, from: 2, in: transaction),
                try Self.read(log, partition, from: 3, in: transaction)
            )
        }
        #expect(seen == (["first"], ["second", "third"], ["third"], []))
        await #expect(throws: EngineError.unhandled("no")) {
            try await shop.engine.writer.submit { transaction throws(EngineError) in
                log.append(Self.record("lost"), to: topic, in: transaction)
                throw EngineError.unhandled("no")
            }
        }
        let left = try await shop.engine.writer.submit { transaction throws(EngineError) in
            try Self.read(log, partition, from: 1, in: transaction)
        }
        #expect(left == ["second", "third"])
        await shop.engine.close()
    }

    private static func record(_ text: String) -> Record {
        Record(key: nil, value: Array(text.utf8), timestampMillis: 1)
    }

    private static func read(
        _ log: EventLog,
        _ partition: TopicPartition,
        from offset: Int64,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> [String] {
        do throws(LogError) {
            let limit = FetchLimit(records: 10)
            return try log.fetchWithGathered(partition, from: Offset(offset), limit: limit, in: transaction).map {
                String(decoding: $0.value ?? [], as: UTF8.self)
            }
        } catch {
            throw .log(error)
        }
    }

    @Test func `a gathered record answers its headers as a stored one does`() async throws {
        let shop = try await EngineHarness()
        let log = shop.engine.log
        let topic = try log.topic("order_created")
        let partition = try #require(topic.partitions.first)
        let record = Record(
            key: Array("k".utf8),
            value: nil,
            headers: [
                RecordHeader(key: "null", value: nil), RecordHeader(key: "twice", value: [1]),
                RecordHeader(key: "twice", value: [2]), RecordHeader(key: "ünï", value: []),
            ],
            timestampMillis: 7
        )
        func look(_ found: LogRecord) throws(BatchError) -> [[UInt8]?] {
            [
                try found.header("null"), try found.header("twice"), try found.header("ünï"),
                try found.header("missing"), try found.header("twic"),
            ]
        }
        let expected: [[UInt8]?] = [nil, [1], [], nil, nil]
        let gathered = try await shop.engine.writer.submit { transaction throws(EngineError) in
            let place = log.append(record, to: topic, in: transaction)
            guard let partition = topic.partition(place.partition) else { throw .unhandled("no partition") }
            do throws(LogError) {
                let limit = FetchLimit(records: 1)
                return try log.fetchWithGathered(partition, from: place.offset, limit: limit, in: transaction)
            } catch {
                throw .log(error)
            }
        }
        let stored = try topic.partitions.flatMap { partition in
            try shop.engine.environment.read("test") { snapshot throws(LogError) in
                try log.fetch(partition, from: .zero, in: snapshot)
            }
        }
        #expect(partition.number == 0)
        #expect(try look(#require(gathered.first)) == expected)
        #expect(try look(#require(stored.first)) == expected)
        #expect(try gathered.first?.record() == record)
        #expect(try stored.first?.record() == record)
        await shop.engine.close()
    }

    @Test func `an order whose unit fails leaves nothing while its neighbours stay`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let draft = try SampleShop.draft([SampleShop.line("mug")])
        try await withThrowingTaskGroup { group in
            for number in 0..<40 {
                group.addTask {
                    if number % 4 == 0 {
                        await #expect(throws: EngineError.unhandled("poisoned")) {
                            try await shop.engine.writer.submit { transaction throws(EngineError) in
                                transaction.markWritten()
                                throw EngineError.unhandled("poisoned")
                            }
                        }
                    } else {
                        _ = try await shop.place(draft)
                    }
                }
            }
            try await group.waitForAll()
        }
        try await shop.untilDrained(pipeline)
        #expect(try shop.engine.orderTotals()[.shipped] == 30)
        #expect(try shop.stock(of: "mug").onHand == 999_970)
        try await shop.close()
    }
}
