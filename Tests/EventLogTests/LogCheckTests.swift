import Storage
import TestSupport
import Testing

@testable import EventLog

struct LogCheckTests {
    private func filled() async throws -> LogHarness {
        let harness = try LogHarness()
        for commit in 0..<4 as Range<Int64> {
            try await harness.append((0..<3).map { Record("\(commit)/\($0)", at: 100 + commit * 10) })
        }
        return harness
    }

    @Test func `a healthy log has no findings, and every record is shown once`() async throws {
        let harness = try await filled()
        try await harness.append([Record("o", key: "k")], to: "orders")
        var seen: [String] = []
        try harness.environment.read("check") { snapshot throws(StorageError) in
            var findings = Findings()
            harness.log.check(in: snapshot, &findings) { seen.append("\($0)@\($1.offset)") }
            #expect(findings.isClean)
        }
        let order = Partitioner.partition(forKey: Array("k".utf8), count: 3)
        #expect(seen == ["orders-\(order)@0"] + (0..<12).map { "stock-0@\($0)" })
        try await harness.close()
    }

    @Test func `time that goes back is found`() async throws {
        let harness = try await filled()
        let records = (0..<3).map { Record("late \($0)", at: 90) }
        try await harness.replaceBatch(
            at: 6,
            of: harness.partition(),
            with: SampleRecords.batch(records, baseOffset: 6, compression: .lz4)
        )
        #expect(try harness.check() == (6...8).map { "stock-0: time goes back at offset \($0)" })
        await harness.closeDamaged()
    }

    @Test func `a newest time in a batch's header that no record has is found`() async throws {
        let harness = try await filled()
        var batch = SampleRecords.batch((0..<3).map { Record("\($0)", at: 120) }, baseOffset: 6, compression: .none)
        batch[42] ^= 1
        try await harness.replaceBatch(at: 6, of: harness.partition(), with: Tampering.resealed(batch))
        #expect(try harness.check() == ["stock-0: the batch at 6 names a wrong newest time"])
        await harness.closeDamaged()
    }

    @Test func `one damaged batch hides neither the next nor the other partitions`() async throws {
        let harness = try await filled()
        try await harness.append([Record("a")], to: "orders")
        try await harness.append([Record("b")], to: "orders")
        let partition = try harness.partition()
        for base in [3, 9] as [Int64] {
            let batch = try harness.batch(at: base, of: partition)
            try await harness.replaceBatch(at: base, of: partition, with: Tampering.flipping(bit: 600, of: batch))
        }
        try await harness.deleteBatch(at: 0, of: try harness.partition("orders", 0))
        let findings = try harness.check()
        #expect(findings.filter { $0.contains("partition stock-0 at offset 3:") }.count == 1)
        #expect(findings.filter { $0.contains("partition stock-0 at offset 9:") }.count == 1)
        #expect(findings.contains("orders-0: offset 0 is missing, 1 follows"))
        await harness.closeDamaged()
    }

    @Test func `a missing commit row is found`() async throws {
        let harness = try await filled()
        try await harness.tamper { log, transaction throws(StorageError) in
            try log.tables.commits.delete(NumberKey.bytes(4), in: transaction)
        }
        #expect(
            try harness.check() == [
                "commits: sequence 4 is missing, 7 follows", "commits: row 7 names stock-0 at 6, 3 is next",
            ]
        )
        await harness.closeDamaged()
    }

    @Test func `the first commit row missing is found too`() async throws {
        let harness = try await filled()
        try await harness.tamper { log, transaction throws(StorageError) in
            try log.tables.commits.delete(NumberKey.bytes(1), in: transaction)
        }
        #expect(try harness.check() == ["commits: row 4 names stock-0 at 3, 0 is next"])
        await harness.closeDamaged()
    }

    @Test func `a commit row with a wrong count or an unknown topic is found`() async throws {
        let harness = try await filled()
        let topic = try harness.log.topic("stock").id
        let wrong = [
            CommitRow.Batch(topic: topic, partition: 0, baseOffset: Offset(3), count: 2),
            CommitRow.Batch(topic: 99, partition: 0, baseOffset: Offset(0), count: 1),
        ]
        try await harness.tamper { log, transaction throws(StorageError) in
            let row = CommitRow(batches: wrong, order: [0, 0, 1])
            try log.tables.commits.put(NumberKey.bytes(4), row.bytes, in: transaction)
        }
        #expect(
            try harness.check() == [
                "commits: row 4 has 2 records of stock-0 at 3, the partition has 3",
                "commits: row 4 names unknown partition 99-0", "commits: row 7 names stock-0 at 6, 5 is next",
            ]
        )
        await harness.closeDamaged()
    }

    @Test func `a group ahead of its partition, and one of an unknown topic, are found`() async throws {
        let harness = try await filled()
        try await harness.tamper { log, transaction throws(StorageError) in
            try log.tables.offsets.put(Key3("g", "stock", UInt16(0)), 13, in: transaction)
        }
        #expect(try harness.check() == ["group g is ahead of stock-0: 13, it ends at 12"])
        try await harness.tamper { log, transaction throws(StorageError) in
            try log.tables.offsets.put(Key3("g", "nowhere", UInt16(0)), 1, in: transaction)
        }
        #expect(try harness.check() == ["groups: there is no topic nowhere"])
        try await harness.tamper { log, transaction throws(StorageError) in
            try log.tables.offsets.delete(Key3("g", "nowhere", UInt16(0)), in: transaction)
            try log.tables.offsets.put(Key3("g", "stock", UInt16(0)), .max, in: transaction)
        }
        #expect(try harness.check().first?.contains("is no offset") == true)
        await harness.closeDamaged()
    }
}

struct OpeningTests {
    private func isDamagedTopicRow(_ error: any Error) -> Bool {
        if case LogError.storage(.corrupt(table: "topics", key: _, reason: _)) = error { true } else { false }
    }

    @Test func `unknown topics and partitions have no name here`() async throws {
        let harness = try LogHarness()
        let log = harness.log
        #expect(throws: LogError.unknownTopic("nowhere")) { try log.topic("nowhere") }
        #expect(throws: LogError.unknownPartition(topic: "orders", number: 3)) { try log.partition("orders", 3) }
        #expect(throws: LogError.unknownPartition(topic: "orders", number: -1)) { try log.partition("orders", -1) }
        #expect(try log.topic("orders").partition(3) == nil)
        try await harness.close()
    }

    @Test func `topics that are no longer configured stay, new ones are added`() async throws {
        let harness = try LogHarness()
        try await harness.append([Record("kept")])
        try await harness.close()
        let again = try LogHarness(folder: harness.folder, topics: [.init(LogHarness.name("new"), partitions: 2)])
        #expect(Set(again.log.topics.map(\.name.text)) == ["orders", "stock", "new"])
        #expect(Set(again.log.topics.map(\.id)).count == 3)
        #expect(try again.fetch(again.partition()).map(\.text) == ["kept"])
        try await again.append([Record("a", key: "k")], to: "new")
        #expect(try again.order().map(\.record.text) == ["kept", "a"])
        try await again.close()
    }

    @Test func `the stored partitions and retention hold`() async throws {
        let kept = Retention(millis: 5, bytes: 6)
        let name = LogHarness.name("t")
        let harness = try LogHarness(topics: [.init(name, partitions: 2, retention: kept)])
        try await harness.close()
        let again = try LogHarness(folder: harness.folder, topics: [.init(name, partitions: 5)])
        let topic = try again.log.topic("t")
        #expect(topic.partitionCount == 2 && topic.retention == kept)
        try await again.close()
    }

    @Test func `a topic with records whose row is gone is damage, not a new topic`() async throws {
        let harness = try LogHarness()
        try await harness.append([Record("a")])
        try await harness.tamper { log, transaction throws(StorageError) in
            try log.tables.topics.delete("stock", in: transaction)
        }
        await harness.closeDamaged()
        #expect(performing: { try LogHarness(folder: harness.folder) }, throws: isDamagedTopicRow)
    }

    @Test(arguments: ["orders", "a b", "stock"])
    func `a topic's row that says what no topic can be is damage`(name: String) async throws {
        let harness = try LogHarness()
        try await harness.tamper { log, transaction throws(StorageError) in
            guard var row = try log.tables.topics.get("orders", in: transaction) else { return }
            // A row without partitions; a name that is none; the number of another topic.
            if name == "orders" { row.partitions = 0 }
            try log.tables.topics.put(name, row, in: transaction)
        }
        await harness.closeDamaged()
        #expect(performing: { try LogHarness(folder: harness.folder) }, throws: isDamagedTopicRow)
    }
}
