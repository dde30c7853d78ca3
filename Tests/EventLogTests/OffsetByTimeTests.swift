import TestSupport
import Testing

@testable import EventLog

struct OffsetByTimeTests {
    private func offset(_ harness: LogHarness, atOrAfter millis: Int64) throws -> Int64 {
        let partition = try harness.partition()
        return try harness.read { log, snapshot throws(LogError) in
            try log.offset(atOrAfter: millis, partition, in: snapshot).value
        }
    }

    @Test func `the first record of a time is found, the end when all are older`() async throws {
        let harness = try LogHarness()
        #expect(try offset(harness, atOrAfter: 0) == 0)
        try await harness.append([10, 20, 20].map { Record("x", at: $0) })
        try await harness.append([20, 20].map { Record("x", at: $0) })
        try await harness.append([20, 30].map { Record("x", at: $0) })
        for (millis, expected) in [
            (Int64.min, 0), (9, 0), (10, 0), (11, 1), (20, 1), (21, 6), (30, 6), (31, 7), (.max, 7),
        ] {
            #expect(try offset(harness, atOrAfter: millis) == Int64(expected), "\(millis)")
        }
        try await harness.close()
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `it is the one that a walk over all records finds`(seed: UInt64) async throws {
        let harness = try LogHarness()
        var random = SeededRandom(seed)
        var now: Int64 = 100
        // Also batches with more records than one fetch answers.
        for _ in 0..<12 {
            let count = Int.random(in: 0..<4, using: &random) == 0 ? 700 : Int.random(in: 1...9, using: &random)
            try await harness.append(
                (0..<count).map { _ in
                    now += Int64([0, 0, 0, 1, 1, 25].randomElement(using: &random) ?? 0)
                    return Record("x", at: now)
                }
            )
        }
        let times = try harness.fetch(harness.partition()).map(\.timestampMillis)
        let probes = Set(times.flatMap { [$0 - 1, $0, $0 + 1] }).shuffled(using: &random).prefix(60)
        for millis in probes {
            let expected = times.firstIndex { $0 >= millis } ?? times.count
            #expect(try offset(harness, atOrAfter: millis) == Int64(expected), "\(millis)")
        }
        try await harness.close()
    }

    @Test(.timeLimit(.minutes(10)))
    func `a missing batch is reported, not searched for for ever`() async throws {
        let harness = try LogHarness()
        for commit in 0..<5 { try await harness.append((0..<4).map { _ in Record("x", at: Int64(commit) * 10) }) }
        let partition = try harness.partition()
        try await harness.deleteBatch(at: 8, of: partition)
        #expect(throws: LogError.corrupt(partition: "stock-0", offset: Offset(10), reason: "the records are missing")) {
            try harness.read { log, snapshot throws(LogError) in
                try log.offset(atOrAfter: 25, partition, in: snapshot)
            }
        }
        await harness.closeDamaged()
    }
}
