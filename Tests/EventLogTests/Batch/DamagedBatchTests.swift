import Testing

@testable import EventLog

struct DamagedBatchTests {
    static let records =
        SampleRecords.make(count: 8, seed: 21).map { record in
            var record = record
            record.value = record.value.map { Array($0.prefix(120)) }
            return record
        } + [Record(key: [7], value: [UInt8](repeating: 0x20, count: 900), timestampMillis: 5)]

    /// Reads a batch in every way there is; whatever is wrong must surface as a `BatchError`.
    static func readEveryWay(_ batch: [UInt8]) throws(BatchError) -> [Record] {
        try RecordBatch.forEachRecord(in: batch) { _, _ in true }
        var cursor = try RecordBatch.cursor(over: batch)
        var viewed: [Record] = []
        while let view = try cursor.next() { viewed.append(try view.record()) }
        #expect(try RecordBatch.decode(batch).records == viewed)
        return viewed
    }

    static func outcome(_ batch: [UInt8]) -> Result<[Record], BatchError> {
        Result { () throws(BatchError) in try readEveryWay(batch) }
    }

    @Test(arguments: Compression.allCases)
    func `a batch cut off anywhere is refused`(compression: Compression) throws {
        let batch = SampleRecords.batch(Self.records, compression: compression)
        #expect(try RecordBatch.decodeHeader(batch).compression() == compression)
        for length in 0..<batch.count {
            let expected: BatchError =
                length < 61 ? .truncated : .badLength(declared: batch.count - 12, present: length - 12)
            #expect(throws: expected) { try RecordBatch.decode(Array(batch[..<length])) }
        }
        #expect(throws: BatchError.badLength(declared: batch.count - 12, present: batch.count - 11)) {
            try RecordBatch.decode(batch + [0])
        }
    }

    @Test(arguments: Compression.allCases)
    func `records cut off anywhere are refused even when the checksum agrees`(compression: Compression) {
        let batch = SampleRecords.batch(Self.records, compression: compression)
        for length in 61..<batch.count {
            guard case .failure = Self.outcome(Tampering.resealed(Array(batch[..<length]))) else {
                Issue.record("a batch of \(batch.count) bytes was read from its first \(length)")
                return
            }
        }
        guard case .failure = Self.outcome(Tampering.resealed(batch + [0])) else {
            Issue.record("a byte after the last record was ignored")
            return
        }
    }

    /// Base offset (bytes 0–7) and leader epoch (12–15) are outside the checksum: the records stay the same, and the
    /// store's own checksum over the whole value has to notice. Everywhere else a flipped bit is found here.
    @Test(arguments: Compression.allCases)
    func `no flipped bit ever yields other records`(compression: Compression) {
        let batch = SampleRecords.batch(Self.records, compression: compression)
        var random = BatchRandom(seed: 22)
        for _ in 0..<20_000 {
            let bit = Int.random(in: 0..<batch.count * 8, using: &random)
            let outside = (0..<8).contains(bit / 8) || (12..<16).contains(bit / 8)
            switch Self.outcome(Tampering.flipping(bit: bit, of: batch)) {
            case .success(let records):
                guard outside, records == Self.records else {
                    Issue.record("flipping bit \(bit) went unnoticed")
                    return
                }
            case .failure(let error):
                guard !outside || error == .badOffset else {
                    Issue.record("flipping bit \(bit) outside the checksum gave \(error)")
                    return
                }
            }
        }
    }

    @Test(arguments: Compression.allCases)
    func `flipped bits under a valid checksum never trap`(compression: Compression) {
        let batch = SampleRecords.batch(Self.records, compression: compression)
        var random = BatchRandom(seed: 23)
        var refused = 0
        for _ in 0..<3_000 {
            var damaged = batch
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                damaged = Tampering.flipping(bit: Int.random(in: 21 * 8..<batch.count * 8, using: &random), of: damaged)
            }
            if case .failure = Self.outcome(Tampering.resealed(damaged)) { refused += 1 }
        }
        #expect(refused > 0)
    }

    @Test func `noise behind a valid header never traps`() {
        let batch = SampleRecords.batch(Self.records, compression: .none)
        var random = BatchRandom(seed: 24)
        var refused = 0
        for round in 0..<5_000 {
            let noise = SampleRecords.bytes(upTo: 200, using: &random)
            let codec: UInt8 = round % 2 == 0 ? 0 : 3
            if case .failure = Self.outcome(Tampering.replacingRecords(of: batch, with: noise, codec: codec)) {
                refused += 1
            }
        }
        #expect(refused == 5_000)
    }

    @Test func `each wrong field of the header has its error`() throws {
        let batch = SampleRecords.batch(Self.records, compression: .none)
        func error(_ change: (inout [UInt8]) -> Void, reseal: Bool = true) -> BatchError? {
            var changed = batch
            change(&changed)
            if reseal { changed = Tampering.resealed(changed) }
            guard case .failure(let error) = Self.outcome(changed) else { return nil }
            return error
        }
        let crc = try RecordBatch.decodeHeader(batch).crc
        #expect(error { $0[16] = 1 } == .badMagic(1))
        #expect(error({ $0[17] ^= 0x80 }, reseal: false) == .checksumMismatch(expected: crc ^ 0x8000_0000, found: crc))
        #expect(error { $0[0] = 0x80 } == .badOffset)
        #expect(error { for index in 0..<8 { $0[index] = index == 0 ? 0x7F : 0xFF } } == .badOffset)
        #expect(error { Tampering.store(.max, at: 57, in: &$0) } == .badCount)
        #expect(error { Tampering.store(.max, at: 23, in: &$0) } == .badCount)
        #expect(error { Tampering.store(7, at: 23, in: &$0) } == .badCount)
        #expect(
            error {
                Tampering.store(1 << 30, at: 23, in: &$0); Tampering.store(1 << 30, at: 57, in: &$0)
            } == .badCount
        )
        #expect(error { Tampering.store(8, at: 57, in: &$0) } == .trailingBytes)
        #expect(
            error {
                Tampering.store(10, at: 57, in: &$0); Tampering.store(9, at: 23, in: &$0)
            } == .truncated
        )
    }

    @Test(arguments: [1, 2, 4, 5, 6, 7] as [UInt8])
    func `a codec that is not opened here is named, its header still read`(code: UInt8) throws {
        let batch = Tampering.replacingRecords(
            of: SampleRecords.batch(Self.records, compression: .none),
            with: [1, 2, 3],
            codec: code
        )
        #expect(try RecordBatch.decodeHeader(batch).compressionCode == code)
        #expect(throws: BatchError.unsupportedCompression(code: code)) { try RecordBatch.decode(batch) }
        #expect(throws: BatchError.unsupportedCompression(code: code)) { try RecordBatch.cursor(over: batch) }
        #expect(throws: BatchError.unsupportedCompression(code: code)) {
            try RecordBatch.forEachRecord(in: batch) { _, _ in true }
        }
    }

    @Test(
        arguments: [
            ("0e 00 00 00 01 01 02 01", .badRecord),  // one header promised, half of it there
            ("12 00 00 00 01 01 02 01 01", .truncated),  // record longer than the bytes that are there
            ("0c 00 00 00 01 03 00", .badRecord),  // value length −2
            ("0c 00 00 00 7e 01 00", .truncated),  // key length 63
            ("0c 00 00 00 01 01 01", .badRecord),  // header count −1
            ("0c 00 00 02 01 01 00", .badOffset),  // offset delta 1 in a batch of one
            ("0c 00 00 01 01 01 00", .badOffset),  // offset delta −1
            ("0a 00 00 00 01 01 00", .badRecord),  // record shorter than any
            ("0e 00 00 00 01 01 00 00", .badRecord),  // bytes left inside the record
            ("10 00 00 00 01 01 02 01 01", .badHeaderKey),  // header key −1
            ("12 00 00 00 01 01 02 02 ff 01", .badHeaderKey),  // header key not UTF-8
            ("0c 00 00 00 01 01 00 00", .trailingBytes),
            ("80 80 80 80 80 80 00", .badVarint),
        ] as [(String, BatchError)]
    )
    func `each wrong field of a record has its error`(hex: String, expected: BatchError) {
        let whole = SampleRecords.batch([Record(key: nil, value: nil, timestampMillis: 0)], compression: .none)
        let batch = Tampering.replacingRecords(of: whole, with: Tampering.bytes(hex: hex), codec: 0)
        #expect(throws: expected) { try Self.readEveryWay(batch) }
    }
}
