import Glibc
import Storage
import TestSupport
import Testing

@testable import EventLog

/// Damage of every kind is reported with partition and offset; it is never skipped and never taken for the end.
struct LogDamageTests {
    /// Six commits of four records; the one in the middle gets damaged.
    private func filled(
        valueBytes: Int = 40,
        compression: Compression = .lz4
    ) async throws -> (harness: LogHarness, partition: TopicPartition) {
        let harness = try LogHarness(compression: compression)
        var random = SeededRandom(UInt64(valueBytes))
        for commit in 0..<6 {
            try await harness.append(
                (0..<4).map { _ in
                    Record(
                        key: nil,
                        value: random.bytes(valueBytes),
                        headers: [RecordHeader(key: "h", value: [1, 2])],
                        timestampMillis: Int64(commit) * 10
                    )
                }
            )
        }
        return (harness, try harness.partition())
    }

    private func isDamage(_ error: any Error, at offset: Int64) -> Bool {
        guard case LogError.corrupt(partition: "stock-0", offset: Offset(offset), reason: _) = error else {
            return false
        }
        return true
    }

    /// Reads from every side while the batch at 12 (records 12 to 15) is damaged or gone.
    private func expectDamage(_ harness: LogHarness, _ partition: TopicPartition, at damaged: Int64 = 12) throws {
        for from in [0, 5, 11, 12] as [Int64] {
            #expect(performing: { try harness.fetch(partition, from: from) }, throws: { isDamage($0, at: damaged) })
        }
        #expect(try harness.fetch(partition, from: 16).count == 8)
        #expect(try harness.fetch(partition, limit: FetchLimit(records: 12)).count == 12)
        for after in [0, 11, 12] as [UInt64] {
            #expect(performing: { try harness.order(after: after) }, throws: { isDamage($0, at: damaged) })
        }
        #expect(try harness.order(after: 16).count == 8)
        #expect(try harness.order(limit: 12).count == 12)
        #expect(try harness.check().contains { $0.contains("stock-0") && $0.contains("\(damaged)") })
    }

    @Test(arguments: Compression.allCases)
    func `a batch that fails its own sum is reported wherever it is read`(compression: Compression) async throws {
        let (harness, partition) = try await filled(compression: compression)
        let whole = try harness.batch(at: 12, of: partition)
        for byte in stride(from: 0, to: whole.count, by: 3) where !(12..<16).contains(byte) {
            try await harness.replaceBatch(
                at: 12,
                of: partition,
                with: Tampering.flipping(bit: byte * 8 + byte % 8, of: whole)
            )
            try expectDamage(harness, partition)
        }
        try await harness.replaceBatch(at: 12, of: partition, with: whole)
        #expect(try harness.fetch(partition).count == 24)
        try await harness.close()
    }

    @Test func `a batch with sound sums but another count or place is reported`() async throws {
        let (harness, partition) = try await filled(compression: .none)
        let records = SampleRecords.make(count: 4, seed: 1).map {
            Record(key: nil, value: $0.value, timestampMillis: 30)
        }
        let whole = SampleRecords.batch(records, baseOffset: 12, compression: .none)
        var fewer = whole
        Tampering.store(3, at: 57, in: &fewer)
        var longer = whole
        Tampering.store(4, at: 23, in: &longer)
        let damaged = [
            Tampering.resealed(fewer), Tampering.resealed(longer), [], [1, 2, 3],
            SampleRecords.batch(records, baseOffset: 13, compression: .none), Array(whole.dropLast()),
        ]
        for bytes in damaged {
            try await harness.replaceBatch(at: 12, of: partition, with: bytes)
            try expectDamage(harness, partition)
        }
        await harness.closeDamaged()
    }

    @Test func `a batch with one record less is a gap for a reader, and no commit's batch`() async throws {
        let (harness, partition) = try await filled()
        let records = SampleRecords.make(count: 3, seed: 1).map {
            Record(key: nil, value: $0.value, timestampMillis: 30)
        }
        try await harness.replaceBatch(
            at: 12,
            of: partition,
            with: SampleRecords.batch(records, baseOffset: 12, compression: .none)
        )
        #expect(performing: { try harness.fetch(partition) }, throws: { isDamage($0, at: 15) })
        #expect(performing: { try harness.fetch(partition, from: 15) }, throws: { isDamage($0, at: 15) })
        #expect(performing: { try harness.order() }, throws: { isDamage($0, at: 12) })
        #expect(
            try harness.check() == [
                "stock-0: offset 15 is missing, 16 follows",
                "commits: row 13 has 4 records of stock-0 at 12, the partition has 3",
            ]
        )
        await harness.closeDamaged()
    }

    @Test(arguments: [0, 12] as [Int64])
    func `a missing batch is reported wherever it is read`(base: Int64) async throws {
        let (harness, partition) = try await filled()
        try await harness.deleteBatch(at: base, of: partition)
        for from in base..<(base + 4) {
            #expect(performing: { try harness.fetch(partition, from: from) }, throws: { isDamage($0, at: from) })
        }
        #expect(performing: { try harness.fetch(partition) }, throws: { isDamage($0, at: base) })
        #expect(performing: { try harness.order() }, throws: { isDamage($0, at: base) })
        #expect(try harness.fetch(partition, from: base + 4).count == Int(20 - base))
        #expect(
            try harness.check() == [
                "stock-0: offset \(base) is missing, \(base + 4) follows",
                "commits: row \(base + 1) names stock-0 at \(base), which is missing",
            ]
        )
        await harness.closeDamaged()
    }

    @Test func `a log whose newest batch is gone does not open and give its offsets away`() async throws {
        let (harness, partition) = try await filled()
        try await harness.deleteBatch(at: 20, of: partition)
        #expect(try harness.check().contains { $0.contains("stock-0 at 20, which is missing") })
        await harness.closeDamaged()
        #expect(
            performing: { try LogHarness(folder: harness.folder) },
            throws: { error in
                if case LogError.storage(.corrupt(table: "commits", key: _, reason: _)) = error { true } else { false }
            }
        )
    }

    @Test func `a log without its commit rows does not open`() async throws {
        let (harness, _) = try await filled()
        try await harness.tamper { log, transaction throws(StorageError) in
            for base in stride(from: 1, to: 24, by: 4) {
                try log.tables.commits.delete(NumberKey.bytes(UInt64(base)), in: transaction)
            }
        }
        #expect(try harness.check() == ["commits: the order ends at 0 in stock-0, which ends at 24"])
        await harness.closeDamaged()
        #expect(throws: LogError.storage(.corrupt(table: "commits", key: "", reason: "all rows are missing"))) {
            try LogHarness(folder: harness.folder)
        }
    }

    @Test(arguments: [40, 3_000])
    func `a flipped bit in the file is never served, skipped or taken for the end`(valueBytes: Int) async throws {
        let (harness, partition) = try await filled(valueBytes: valueBytes)
        let whole = try harness.fetch(partition).map { try $0.record() }
        let batch = try harness.batch(at: 12, of: partition)
        let file = try DataFile(harness)
        let copies = file.places(of: batch)
        #expect(!copies.isEmpty)
        // The key in front of a value that lies in a leaf page, the batch, and the sum behind it.
        let inLeaf = batch.count < 2_000
        let places = Array((inLeaf ? -8 : 0)..<(batch.count + 4))
        var damaged = 0
        for place in places where place % (places.count / 150 + 1) == 0 || place < 61 {
            for copy in copies { file.flip(bit: place & 7, ofByteAt: copy + place) }
            for from in [0, 12, 14] as [Int64] {
                switch Result(catching: { () throws(LogError) in try harness.fetch(partition, from: from) }) {
                case .success(let read):
                    #expect(try read.map { try $0.record() } == Array(whole[Int(from)...]), "byte \(place)")
                case .failure(let error):
                    damaged += 1
                    if place >= 0 { #expect(isDamage(error, at: 12), "byte \(place): \(error)") }
                }
            }
            #expect(throws: LogError.self, "byte \(place)") { try harness.order() }
            #expect(try !harness.check().isEmpty, "byte \(place)")
            for copy in copies { file.flip(bit: place & 7, ofByteAt: copy + place) }
        }
        #expect(damaged > 100)
        #expect(try harness.fetch(partition).map { try $0.record() } == whole)
        try await harness.close()
    }

    @Test func `a flipped bit in the newest batch is damage with its offset at the next start`() async throws {
        let (harness, partition) = try await filled()
        let batch = try harness.batch(at: 20, of: partition)
        await harness.closeDamaged()
        let file = try DataFile(harness)
        for place in file.places(of: batch) { file.flip(bit: 3, ofByteAt: place + 70) }
        #expect(performing: { try LogHarness(folder: harness.folder) }, throws: { isDamage($0, at: 20) })
    }
}

/// The store's data file, changed behind its back. It stays open to the end of the process: closing a second
/// descriptor would drop LMDB's lock.
private struct DataFile {
    private let descriptor: Int32

    init(_ harness: LogHarness) throws {
        descriptor = unsafe open("\(harness.environment.directory.storePath)/data.mdb", O_RDWR | O_CLOEXEC)
        if descriptor < 0 { throw TestSupportError.failed("open data.mdb: \(errno)") }
    }

    /// Where the bytes lie; LMDB leaves old copies of a page behind.
    func places(of bytes: [UInt8]) -> [Int] {
        var content = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
        // SAFETY: as many bytes are read as the array has.
        let count = unsafe pread(descriptor, &content, content.count, 0)
        let starts = content[..<count].indices.dropLast(bytes.count).filter {
            content[$0] == bytes[0] && content[$0 + 7] == bytes[7]
        }
        return starts.filter { content[$0..<($0 + bytes.count)].elementsEqual(bytes) }
    }

    func flip(bit: Int, ofByteAt place: Int) {
        var byte: UInt8 = 0
        // SAFETY: one byte is read into and written from one byte.
        unsafe pread(descriptor, &byte, 1, place)
        byte ^= 1 << UInt8(bit)
        unsafe pwrite(descriptor, &byte, 1, place)
    }
}
