import Storage
import TestSupport
import Testing

@testable import EventLog

struct RetentionTests {
    private func topics(_ stock: Retention) -> [TopicConfiguration] {
        [
            TopicConfiguration(LogHarness.name("orders"), partitions: 3),
            TopicConfiguration(LogHarness.name("stock"), partitions: 1, retention: stock),
        ]
    }

    /// Ten batches of two records at the times 100, 200, … 1,000.
    private func fill(_ harness: LogHarness) async throws {
        for batch in 1...10 as ClosedRange<Int64> {
            try await harness.append([Record("\(batch)a", at: batch * 100), Record("\(batch)b", at: batch * 100)])
        }
    }

    @Test func `what is old enough goes in slices, and the start moves`() async throws {
        let harness = try LogHarness(topics: topics(Retention(millis: 500)))
        let partition = try harness.partition()
        try await fill(harness)
        // At 900 the batches up to 400 are 500 old or older.
        let done = try await harness.retain(nowMillis: 900, limit: 3)
        #expect(done.deleted == 4)
        #expect(done.slices == 2)
        #expect(try harness.bounds(partition) == 8..<20)
        #expect(try harness.batchCount(partition) == 6)
        #expect(throws: LogError.offsetOutOfRange(requested: Offset(7), start: Offset(8), end: Offset(20))) {
            try harness.fetch(partition, from: 7)
        }
        #expect(try harness.fetch(partition, from: 8).first?.text == "5a")
        #expect(
            try harness.read { log, snapshot throws(LogError) in
                try log.offset(atOrAfter: 0, partition, in: snapshot)
            } == Offset(8)
        )
        #expect(try await harness.retain(nowMillis: 900) == (1, 0))
        try await harness.close()
    }

    @Test func `the newest batch stays, and offsets go on behind it, also after a restart`() async throws {
        let harness = try LogHarness(topics: topics(Retention(millis: 1)))
        try await fill(harness)
        try await harness.retain(nowMillis: 1 << 40)
        #expect(try harness.bounds(harness.partition()) == 18..<20)
        try await harness.append([Record("next", at: 5_000)])
        try await harness.retain(nowMillis: 1 << 40)
        #expect(try harness.bounds(harness.partition()) == 20..<21)
        try await harness.close()
        let again = try LogHarness(folder: harness.folder, topics: topics(.forever))
        let place = try #require(try await again.append([Record("more", at: 1)]).first)
        #expect(place.offset == Offset(21) && place.sequence == LogSequence(22))
        #expect(try again.fetch(again.partition(), from: 20).map(\.text) == ["next", "more"])
        #expect(try again.fetch(again.partition(), from: 20).map(\.timestampMillis) == [5_000, 5_000])
        try await again.close()
    }

    @Test(arguments: [200, 1_500, 6_000])
    func `the oldest bytes go until what is left takes no more than allowed`(valueBytes: Int) async throws {
        let limit = 256 << 10
        let harness = try LogHarness(topics: topics(Retention(bytes: limit)))
        let partition = try harness.partition()
        var random = SeededRandom(UInt64(valueBytes))
        for _ in 0..<(600_000 / valueBytes) {
            try await harness.append([Record(key: nil, value: random.bytes(valueBytes), timestampMillis: 1)])
        }
        let full = try harness.bounds(partition)
        try await harness.retain(nowMillis: 0)
        let pages = try harness.environment.read("test") { snapshot throws(StorageError) in
            try harness.log.partitionTables[partition.slot].pages(in: snapshot)
        }
        #expect(pages * 4_096 <= limit + 4 * 4_096)
        #expect(pages * 4_096 >= limit * 8 / 10)
        let left = try harness.bounds(partition)
        #expect(left.upperBound == full.upperBound && left.lowerBound > 0)
        #expect(try harness.fetch(partition, from: left.lowerBound).count == left.count)
        try await harness.close()
    }

    @Test func `other topics and topics that keep everything are left alone`() async throws {
        let harness = try LogHarness(topics: topics(.forever))
        try await fill(harness)
        #expect(try await harness.retain(nowMillis: .max) == (1, 0))
        #expect(try harness.bounds(harness.partition()) == 0..<20)
        try await harness.close()
    }

    @Test func `the global order loses its beginning up to the last record that went`() async throws {
        let harness = try LogHarness(topics: topics(Retention(millis: 500)))
        for batch in 1...10 as ClosedRange<Int64> {
            try await harness.append([Record("o\(batch)", at: batch * 100)], to: "orders")
            try await harness.append([Record("s\(batch)", at: batch * 100)])
        }
        let model = (1...10).flatMap { ["o\($0)", "s\($0)"] }
        // s1 to s4 go: sequences 2, 4, 6, 8. Whoever stands before 8 would miss one.
        try await harness.retain(nowMillis: 900, limit: 3)
        for after in 0...20 {
            if after < 8 {
                #expect(throws: LogError.positionExpired) { try harness.order(after: UInt64(after)) }
            } else {
                #expect(try harness.order(after: UInt64(after)).map(\.record.text) == Array(model[after...]))
            }
        }
        // The records of the other topic are all still there.
        #expect(try harness.fetch(harness.partition("orders", 0)).count == 10)
        #expect(try harness.commitCount() == 12)
        try await harness.close()
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `in any mix of writing, retention and restarts the log stays in order`(seed: UInt64) async throws {
        let folder = try TemporaryDirectory()
        let topics = [
            TopicConfiguration(LogHarness.name("orders"), partitions: 3, retention: Retention(millis: 60)),
            TopicConfiguration(LogHarness.name("stock"), partitions: 1, retention: Retention(millis: 200)),
            TopicConfiguration(LogHarness.name("kept"), partitions: 2),
        ]
        var random = SeededRandom(seed)
        var model: [String: [Int: [String]]] = [:]
        var (now, total) = (Int64(1_000), 0)
        for round in 0..<6 {
            let harness = try LogHarness(folder: folder, topics: topics)
            for commit in 0..<12 {
                now += Int64.random(in: 0...20, using: &random)
                for topic in ["orders", "stock", "kept"] where Bool.random(using: &random) {
                    let records = (0..<Int.random(in: 1...5, using: &random)).map {
                        Record("\(round)/\(commit)/\($0)", key: "k\(UInt8.random(in: 0...9, using: &random))", at: now)
                    }
                    let places = try await harness.append(records, to: topic)
                    for (record, place) in zip(records, places) {
                        model[topic, default: [:]][place.partition, default: []].append(
                            String(decoding: record.value ?? [], as: UTF8.self)
                        )
                    }
                    total += records.count
                }
                if Int.random(in: 0..<3, using: &random) == 0 {
                    try await harness.retain(nowMillis: now, limit: Int.random(in: 1...9, using: &random))
                }
            }
            for (topic, partitions) in model {
                for (number, texts) in partitions {
                    let partition = try harness.partition(topic, number)
                    let bounds = try harness.bounds(partition)
                    #expect(bounds.upperBound == Int64(texts.count))
                    #expect(
                        try harness.fetch(partition, from: bounds.lowerBound).map(\.text)
                            == Array(texts[Int(bounds.lowerBound)...])
                    )
                    if topic == "kept" { #expect(bounds.lowerBound == 0) }
                }
            }
            #expect(harness.log.lastSequence.value == UInt64(total))
            try await harness.close()
        }
    }
}
