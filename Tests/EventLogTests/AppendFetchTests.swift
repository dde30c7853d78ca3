import Storage
import TestSupport
import Testing

@testable import EventLog

struct AppendFetchTests {
    @Test(arguments: Compression.allCases)
    func `records of many commits come back whole and in order`(compression: Compression) async throws {
        let harness = try LogHarness(compression: compression)
        let records = SampleRecords.make(count: 120, seed: 1).map { record in
            Record(key: nil, value: record.value, headers: record.headers, timestampMillis: 5)
        }
        for start in stride(from: 0, to: 120, by: 12) {
            let places = try await harness.append(Array(records[start..<(start + 12)]))
            #expect(places.map(\.offset.value) == (start..<(start + 12)).map(Int64.init))
        }
        let partition = try harness.partition()
        let read = try harness.fetch(partition)
        #expect(try read.map { try $0.record() } == records)
        #expect(read.map(\.offset.value) == (0..<120).map(Int64.init))
        #expect(try harness.batchCount(partition) == 10)
        try await harness.close()
    }

    @Test func `from every offset a fetch reads exactly the rest, up to its limit`() async throws {
        let harness = try LogHarness()
        for commit in 0..<6 {
            try await harness.append((0..<(commit + 1)).map { Record("c\(commit)r\($0)") })
        }
        let partition = try harness.partition()
        let all = try harness.fetch(partition).map(\.text)
        #expect(all.count == 21)
        for offset in 0..<21 {
            for limit in [1, 2, 5, 6, 7, 20, 21, 100] {
                let read = try harness.fetch(
                    partition,
                    from: Int64(offset),
                    limit: FetchLimit(records: limit, bytes: .max)
                )
                #expect(read.map(\.text) == Array(all[offset...].prefix(limit)))
                #expect(read.first?.offset.value == Int64(offset))
            }
        }
        try await harness.close()
    }

    @Test func `the record that reaches the bytes is the last one, and there is always one`() async throws {
        let harness = try LogHarness()
        for _ in 0..<4 {
            try await harness.append(
                (0..<3).map { _ in Record(String(repeating: "v", count: 90), key: "0123456789") },
                to: "stock"
            )
        }
        let partition = try harness.partition()
        for (bytes, count) in [(0, 1), (1, 1), (100, 1), (101, 2), (300, 3), (301, 4), (1_000, 10), (5_000, 12)] {
            let read = try harness.fetch(partition, limit: FetchLimit(records: .max, bytes: bytes))
            #expect(read.count == count, "\(bytes) bytes")
        }
        #expect(try harness.fetch(partition, limit: FetchLimit(records: 0, bytes: 0)).count == 1)
        try await harness.close()
    }

    @Test func `at the end there is nothing, behind it and below the start the bounds are told`() async throws {
        let harness = try LogHarness()
        let partition = try harness.partition()
        #expect(try harness.fetch(partition).isEmpty)
        try await harness.append([Record("a"), Record("b")])
        #expect(try harness.fetch(partition, from: 2).isEmpty)
        for offset in [3, 4, 1 << 40, Int64.max] {
            #expect(throws: LogError.offsetOutOfRange(requested: Offset(offset), start: .zero, end: Offset(2))) {
                try harness.fetch(partition, from: offset)
            }
        }
        try await harness.close()
    }

    @Test func `the units of one commit share one batch per partition`() async throws {
        let harness = try LogHarness()
        let (orders, stock) = (try harness.log.topic("orders"), try harness.log.topic("stock"))
        let log = harness.log
        let results = await harness.inOneCommit(40) { unit, transaction throws(LogError) in
            let topic = unit % 4 == 0 ? stock : orders
            return log.append(Record("u\(unit)", key: "k\(unit)"), to: topic, in: transaction)
        }
        let places = try results.map { try $0.get() }
        #expect(places.map(\.sequence.value) == (1...40).map(UInt64.init))
        #expect(try harness.commitCount() == 1)
        for partition in orders.partitions + stock.partitions { #expect(try harness.batchCount(partition) == 1) }
        for (unit, place) in places.enumerated() where unit % 4 != 0 {
            let record = try #require(
                try harness.fetch(orders.partitions[place.partition], from: place.offset.value).first
            )
            #expect(record.text == "u\(unit)")
            #expect(place.partition == Partitioner.partition(forKey: Array("k\(unit)".utf8), count: 3))
        }
        try await harness.close()
    }

    @Test func `records are not seen before their commit`() async throws {
        let harness = try LogHarness()
        let partition = try harness.partition()
        let topic = try harness.log.topic("stock")
        let log = harness.log
        let seen = try await harness.writer.submit { transaction throws(LogError) in
            log.append(Record("a"), to: topic, in: transaction)
            return (try log.bounds(of: partition, in: transaction).end, log.end(of: partition), log.lastSequence)
        }
        #expect(seen.0 == .zero && seen.1 == .zero && seen.2 == .beforeFirst)
        #expect(log.end(of: partition) == Offset(1))
        #expect(log.position == Position(epoch: 0xC0FF_EE00, sequence: LogSequence(1)))
        try await harness.close()
    }

    @Test func `the time of a partition never goes back`() async throws {
        let harness = try LogHarness()
        try await harness.append([Record("a", at: 50), Record("b", at: 40)])
        try await harness.append([Record("c", at: 45), Record("d", at: 60), Record("e", at: 55)])
        #expect(try harness.fetch(harness.partition()).map(\.timestampMillis) == [50, 50, 50, 60, 60])
        try await harness.close()
        let again = try LogHarness(folder: harness.folder)
        try await again.append([Record("f", at: 1)])
        #expect(try again.fetch(again.partition(), from: 5).map(\.timestampMillis) == [60])
        try await again.close()
    }

    @Test func `offsets and sequences go on after a restart`() async throws {
        let harness = try LogHarness()
        try await harness.append([Record("a"), Record("b")])
        try await harness.append([Record("c", key: "k")], to: "orders")
        try await harness.close()
        let again = try LogHarness(folder: harness.folder)
        #expect(again.log.lastSequence == LogSequence(3))
        #expect(again.log.end(of: try again.partition()) == Offset(2))
        let place = try #require(try await again.append([Record("d")]).first)
        #expect(place == Appended(partition: 0, offset: Offset(2), sequence: LogSequence(4)))
        #expect(try again.fetch(again.partition()).map(\.text) == ["a", "b", "d"])
        #expect(try again.order().map(\.record.text) == ["a", "b", "c", "d"])
        try await again.close()
    }

    @Test func `two logs in one process do not know of each other`() async throws {
        let (one, two) = (try LogHarness(), try LogHarness(topics: [.init(LogHarness.name("stock"), partitions: 2)]))
        try await one.append([Record("one")])
        try await two.append([Record("two"), Record("more")])
        #expect(try one.fetch(one.partition()).map(\.text) == ["one"])
        #expect(try two.fetch(two.partition()).map(\.text) == ["two", "more"])
        #expect(one.log.lastSequence == LogSequence(1) && two.log.lastSequence == LogSequence(2))
        try await one.close()
        try await two.close()
    }

    @Test func `a batch answers for the offsets it holds only`() async throws {
        let harness = try LogHarness()
        try await harness.append([Record("a"), Record("b")])
        let partition = try harness.partition()
        #expect(try RecordBatch.decode(harness.batch(at: 1, of: partition)).records.count == 2)
        #expect(
            try harness.read { log, snapshot throws(LogError) in
                try log.batch(holding: Offset(2), partition, in: snapshot)
            } == nil
        )
        try await harness.close()
    }
}

struct FailingUnitTests {
    @Test func `a unit that fails leaves no record while its neighbours' stay, densely`() async throws {
        let harness = try LogHarness()
        let topic = try harness.log.topic("stock")
        let log = harness.log
        let results = await harness.inOneCommit(30) { unit, transaction throws(LogError) in
            let place = log.append(Record("u\(unit)"), to: topic, in: transaction)
            if unit % 7 == 3 { throw LogError.unknownTopic("refused") }
            return place
        }
        let kept = (0..<30).filter { $0 % 7 != 3 }
        #expect(try harness.fetch(harness.partition()).map(\.text) == kept.map { "u\($0)" })
        #expect(try kept.map { try results[$0].get().offset.value } == kept.indices.map(Int64.init))
        #expect(try kept.map { try results[$0].get().sequence.value } == kept.indices.map { UInt64($0) + 1 })
        for unit in 0..<30 where unit % 7 == 3 {
            #expect(throws: LogError.unknownTopic("refused")) { try results[unit].get() }
        }
        #expect(try harness.batchCount(harness.partition()) == 1)
        try await harness.close()
    }

    @Test func `what a lost batch had is given away again`() async throws {
        let harness = try LogHarness()
        let topic = try harness.log.topic("orders")
        let log = harness.log
        try await harness.append([Record("first", key: "k", at: 10)], to: "orders")
        await #expect(throws: LogError.positionExpired) {
            try await harness.writer.submit { transaction throws(LogError) in
                for number in 0..<9 { log.append(Record("lost", key: "\(number)", at: 99), to: topic, in: transaction) }
                throw LogError.positionExpired
            }
        }
        #expect(log.lastSequence == LogSequence(1))
        let place = try #require(try await harness.append([Record("second", key: "k", at: 20)], to: "orders").first)
        #expect(place.offset == Offset(1) && place.sequence == LogSequence(2))
        #expect(try harness.order().map(\.record.text) == ["first", "second"])
        #expect(try harness.order().map(\.record.timestampMillis) == [10, 20])
        try await harness.close()
    }

    @Test func `a random mix of failing units leaves what a plain model has`() async throws {
        let harness = try LogHarness()
        let topic = try harness.log.topic("orders")
        let log = harness.log
        var random = SeededRandom(11)
        var model = [[String]](repeating: [], count: 3)
        for commit in 0..<40 {
            let plan = (0..<Int.random(in: 1...12, using: &random)).map { unit in
                (
                    keys: (0..<Int.random(in: 0...4, using: &random)).map { _ in
                        "k\(Int.random(in: 0..<9, using: &random))"
                    },
                    fails: Int.random(in: 0..<5, using: &random) == 0, name: "\(commit)/\(unit)"
                )
            }
            let results = await harness.inOneCommit(plan.count) { index, transaction throws(LogError) in
                let unit = plan[index]
                for key in unit.keys { log.append(Record(unit.name, key: key), to: topic, in: transaction) }
                if unit.fails { throw LogError.positionExpired }
            }
            for (unit, result) in zip(plan, results) {
                #expect(unit.fails == ((try? result.get()) == nil))
                guard !unit.fails else { continue }
                for key in unit.keys { model[topic.partition(forKey: Array(key.utf8))].append(unit.name) }
            }
        }
        for partition in topic.partitions {
            #expect(try harness.fetch(partition).map(\.text) == model[partition.number])
        }
        try await harness.close()
    }
}
