import Testing

@testable import EventLog

struct RecordCursorTests {
    static let base: Int64 = 1_000

    @Test(arguments: Compression.allCases)
    func `a cursor starts at any offset and shows each record as it is`(compression: Compression) throws {
        let records = SampleRecords.make(count: 40, seed: 11)
        let batch = SampleRecords.batch(records, baseOffset: Self.base, compression: compression)
        for skipped in [0, 1, 17, 39, 40, 41] {
            var cursor = try RecordBatch.cursor(over: batch, from: Self.base + Int64(skipped))
            var seen = skipped
            while let view = try cursor.next() {
                #expect(view.offset == Self.base + Int64(seen))
                #expect(view.key.map(Array.init) == records[seen].key)
                #expect(view.value.map(Array.init) == records[seen].value)
                #expect(view.timestampMillis == records[seen].timestampMillis)
                #expect(try view.headers() == records[seen].headers)
                #expect(try view.record() == records[seen])
                seen += 1
            }
            #expect(seen == max(40, skipped))
        }
    }

    @Test(arguments: Compression.allCases)
    func `views and cursors over borrowed bytes outlive them`(compression: Compression) throws {
        let records = SampleRecords.make(count: 12, seed: 12)
        var views: [RecordView] = []
        do {
            let batch = SampleRecords.batch(records, compression: compression)
            // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
            var cursor = try RecordBatch.cursor(over: unsafe batch.span.bytes)
            while let view = try cursor.next() { views.append(view) }
        }
        #expect(try views.map { try $0.record() } == records)
    }

    @Test(arguments: Compression.allCases)
    func `ranges name the parts of each record in place`(compression: Compression) throws {
        let records = SampleRecords.make(count: 30, seed: 13)
        let batch = SampleRecords.batch(records, baseOffset: Self.base, compression: compression)
        var keys: [[UInt8]?] = []
        var lengths: [Int?] = []
        try RecordBatch.forEachRecord(in: batch, from: Self.base + 10) { ranges, bytes in
            keys.append(ranges.key.map { bytes.copied($0) })
            lengths.append(ranges.value?.count)
            return keys.count < 15
        }
        #expect(keys == records[10..<25].map(\.key))
        #expect(lengths == records[10..<25].map { $0.value?.count })
    }

    @Test func `offsets with gaps, as compaction leaves them, are read as they are`() throws {
        let records = SampleRecords.make(count: 3, seed: 14).map {
            Record(key: [1], value: [2], timestampMillis: $0.timestampMillis)
        }
        var batch = SampleRecords.batch(records, compression: .none)
        // Last offset delta 9; the records' own deltas are found by their bytes: key [1] and value [2] follow.
        Tampering.store(9, at: 23, in: &batch)
        let lastDelta = batch.count - 6
        #expect(batch[lastDelta] == 4)
        batch[lastDelta] = 18
        let decoded = try RecordBatch.decode(Tampering.resealed(batch))
        #expect(decoded.offsets == [0, 1, 9])
        #expect(decoded.header.nextOffset == 10)
    }

    @Test func `with log-append time every record has the batch's time`() throws {
        let records = SampleRecords.make(count: 5, seed: 15)
        var batch = SampleRecords.batch(records, compression: .none)
        batch[22] |= 0x08
        let decoded = try RecordBatch.decode(Tampering.resealed(batch))
        #expect(decoded.records.map(\.timestampMillis) == Array(repeating: decoded.header.maxTimestamp, count: 5))
    }
}
