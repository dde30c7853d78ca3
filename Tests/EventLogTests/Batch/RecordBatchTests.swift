import Testing

@testable import EventLog

struct RecordBatchTests {
    static let counts = [1, 2, 3, 10, 63, 64, 65, 128, 500]

    @Test(arguments: counts, Compression.allCases)
    func `a batch gives back the records that went in`(count: Int, compression: Compression) throws {
        for seed in 0..<3 {
            let records = SampleRecords.make(count: count, seed: UInt64(seed * 1_000 + count))
            let base = Int64(seed) << 40
            let batch = SampleRecords.batch(records, baseOffset: base, compression: compression)
            let decoded = try RecordBatch.decode(batch)
            #expect(decoded.records == records)
            #expect(decoded.offsets == Array(base..<base + Int64(count)))

            let header = try RecordBatch.decodeHeader(batch)
            #expect(header == decoded.header)
            #expect(header.baseOffset == base)
            #expect(header.nextOffset == base + Int64(count))
            #expect(Int(header.recordsCount) == count)
            #expect(Int(header.batchLength) == batch.count - 12)
            #expect(header.baseTimestamp == records[0].timestampMillis)
            #expect(header.maxTimestamp == records.map(\.timestampMillis).max())
            #expect((header.producerId, header.producerEpoch, header.baseSequence) == (-1, -1, -1))
            #expect(header.partitionLeaderEpoch == 0)
            #expect(!header.isControl && !header.isTransactional && !header.usesLogAppendTime)
        }
    }

    @Test(arguments: Compression.allCases)
    func `extreme records survive`(compression: Compression) throws {
        var random = BatchRandom(seed: 7)
        let huge = SampleRecords.noise(100_000, using: &random) + [UInt8](repeating: 0x20, count: 200_000)
        let records = [
            Record(key: nil, value: nil, timestampMillis: 0),
            Record(key: [], value: [], timestampMillis: .max),
            Record(key: [0], value: huge, timestampMillis: .min),
            Record(key: huge, value: nil, headers: [RecordHeader(key: "", value: huge)], timestampMillis: -1),
            Record(
                key: nil,
                value: [],
                headers: (0..<300).map { RecordHeader(key: "n\($0)", value: $0 % 2 == 0 ? nil : []) },
                timestampMillis: 1
            ),
        ]
        #expect(try RecordBatch.decode(SampleRecords.batch(records, compression: compression)).records == records)
    }

    @Test func `a header key whose text is not stored contiguously as UTF-8 survives`() throws {
        let key = String(String(repeating: "sehr-langer-schlüssel ", count: 4).dropFirst(3).dropLast(2))
        let record = Record(key: nil, value: nil, headers: [RecordHeader(key: key, value: [1])], timestampMillis: 0)
        #expect(try RecordBatch.decode(SampleRecords.batch([record], compression: .none)).records == [record])
    }

    @Test func `records are stored compressed only when that is smaller`() throws {
        let text = Record(key: nil, value: [UInt8](repeating: 0x61, count: 1_000), timestampMillis: 0)
        let compressed = SampleRecords.batch([text], compression: .lz4)
        #expect(try RecordBatch.decodeHeader(compressed).compression() == .lz4)
        #expect(compressed.count < 150)

        var random = BatchRandom(seed: 3)
        let noise = Record(key: nil, value: SampleRecords.noise(1_000, using: &random), timestampMillis: 0)
        #expect(
            SampleRecords.batch([noise], compression: .lz4) == SampleRecords.batch([noise], compression: .none)
        )
    }

    @Test(arguments: Compression.allCases)
    func `a builder is empty at the next offset after each batch`(compression: Compression) throws {
        var builder = RecordBatchBuilder(baseOffset: 5, compression: compression)
        var expectedBase: Int64 = 5
        for count in [3, 200, 1, 40] {
            let records = SampleRecords.make(count: count, seed: UInt64(count))
            for (index, record) in records.enumerated() {
                #expect(builder.append(record) == expectedBase + Int64(index))
            }
            #expect(builder.count == count)
            let plainBytes = builder.byteCount
            let batch = builder.finish()
            #expect(compression == .none ? batch.count == plainBytes : batch.count <= plainBytes)
            #expect(batch == SampleRecords.batch(records, baseOffset: expectedBase, compression: compression))
            expectedBase += Int64(count)
            #expect(builder.count == 0)
            #expect(builder.byteCount == BatchHeader.byteCount)
            #expect(builder.baseOffset == expectedBase)
        }
    }

    @Test func `restarting drops what was appended`() throws {
        let records = SampleRecords.make(count: 4, seed: 9)
        var builder = RecordBatchBuilder(baseOffset: 0, compression: .lz4)
        builder.append(records[0])
        builder.restart(baseOffset: 77)
        for record in records { builder.append(record) }
        #expect(builder.finish() == SampleRecords.batch(records, baseOffset: 77, compression: .lz4))
    }
}
