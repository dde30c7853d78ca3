import Storage
import TestSupport
import Testing

@testable import EventLog

struct GlobalOrderTests {
    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `from any position exactly the rest follows, as it was appended`(seed: UInt64) async throws {
        let harness = try LogHarness()
        let topics = [try harness.log.topic("orders"), try harness.log.topic("stock")]
        let log = harness.log
        var random = SeededRandom(seed)
        var model: [String] = []
        for commit in 0..<12 {
            let plan = (0..<Int.random(in: 1...5, using: &random)).map { unit in
                (0..<Int.random(in: 1...6, using: &random)).map { record in
                    (
                        topic: Int.random(in: 0...1, using: &random), key: "k\(Int.random(in: 0..<20, using: &random))",
                        text: "\(commit)/\(unit)/\(record)"
                    )
                }
            }
            let results = await harness.inOneCommit(plan.count) { unit, transaction throws(LogError) in
                plan[unit].map { log.append(Record($0.text, key: $0.key), to: topics[$0.topic], in: transaction) }
            }
            for place in try results.flatMap({ try $0.get() }) {
                model.append("")
                #expect(place.sequence.value == UInt64(model.count))
            }
            model.replaceSubrange((model.count - plan.joined().count)..., with: plan.joined().map(\.text))
        }
        for after in 0...model.count {
            let limit = [1, 2, 7, 50, Int.max].randomElement(using: &random) ?? 1
            let found = try harness.order(after: UInt64(after), limit: limit)
            #expect(found.map(\.record.text) == Array(model[after...].prefix(limit)))
            #expect(found.map(\.sequence.value) == found.indices.map { UInt64(after + $0 + 1) })
            for record in found {
                #expect(
                    try harness.fetch(record.partition, from: record.record.offset.value).first?.text
                        == record.record.text
                )
            }
        }
        try await harness.close()
    }

    @Test(arguments: [3, 4, 1 << 40, UInt64.max - 2, UInt64.max - 1, UInt64.max])
    func `nothing follows the newest position, nor one that is still to come`(sequence: UInt64) async throws {
        let harness = try LogHarness()
        #expect(try harness.order(after: sequence).isEmpty)
        try await harness.append([Record("a"), Record("b"), Record("c")])
        #expect(try harness.order(after: sequence).isEmpty)
        try await harness.close()
    }

    @Test func `at least one record is answered when there is one`() async throws {
        let harness = try LogHarness()
        try await harness.append([Record("a"), Record("b")])
        #expect(try harness.order(limit: 0).map(\.record.text) == ["a"])
        #expect(try harness.order(after: 1, limit: -1).map(\.record.text) == ["b"])
        try await harness.close()
    }

    @Test func `a missing commit row is neither the end nor passed over`() async throws {
        let harness = try LogHarness()
        for commit in 0..<5 { try await harness.append([Record("c\(commit)a"), Record("c\(commit)b")]) }
        try await harness.tamper { log, transaction throws(StorageError) in
            try log.tables.commits.delete(NumberKey.bytes(5), in: transaction)
        }
        #expect(try harness.order(limit: 4).map(\.record.text) == ["c0a", "c0b", "c1a", "c1b"])
        for after in [0, 3, 4, 5] as [UInt64] {
            #expect {
                try harness.order(after: after, limit: 5)
            } throws: { error in
                guard case LogError.storage(.corrupt(table: "commits", key: _, reason: _)) = error else { return false }
                return true
            }
        }
        #expect(try harness.order(after: 6).map(\.record.text) == ["c3a", "c3b", "c4a", "c4b"])
        await harness.closeDamaged()
    }
}
