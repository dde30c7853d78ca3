import Testing

@testable import EventLog

struct GoldenBatchTests {
    static let records = [
        Record(
            key: Array("order-1".utf8),
            value: Array(#"{"total":4200}"#.utf8),
            headers: [
                RecordHeader(key: "ce_type", value: Array("order_created".utf8)),
                RecordHeader(key: "empty", value: []),
                RecordHeader(key: "null", value: nil),
            ],
            timestampMillis: 1_700_000_000_000
        ),
        Record(key: nil, value: nil, timestampMillis: 1_700_000_000_250),
        Record(
            key: [],
            value: [],
            headers: [RecordHeader(key: "clé ✓", value: Array("é".utf8))],
            timestampMillis: 1_699_999_999_000
        ),
    ]

    /// What kafka-python 3.0.12 builds from the same three records.
    static let golden = Tampering.bytes(
        hex: """
            0000000000000000 0000008c 00000000 02 cb08f39f
            0000 00000002 0000018bcfe56800 0000018bcfe568fa ffffffffffffffff ffff ffffffff 00000003
            7c 00 00 00 0e 6f726465722d31 1c 7b22746f74616c223a343230307d
            06 0e 63655f74797065 1a 6f726465725f63726561746564 0a 656d707479 00 08 6e756c6c 01
            0e 00 f403 02 01 01 00
            26 00 cf0f 04 00 00 02 10 636cc3a920e29c93 04 c3a9
            """
    )

    @Test func `three records become the bytes that another Kafka client writes`() {
        #expect(SampleRecords.batch(Self.records, compression: .none) == Self.golden)
    }

    @Test func `the bytes that another Kafka client writes become three records`() throws {
        let decoded = try RecordBatch.decode(Self.golden)
        #expect(decoded.records == Self.records)
        #expect(decoded.offsets == [0, 1, 2])
        #expect(decoded.header.crc == 0xCB08_F39F)
        #expect(decoded.header.maxTimestamp == 1_700_000_000_250)
    }

    @Test func `the base offset and the leader epoch can be changed without touching the checksum`() throws {
        var moved = Self.golden
        moved[6] = 0x12
        moved[7] = 0x34
        moved[15] = 9
        let decoded = try RecordBatch.decode(moved)
        #expect(decoded.offsets == [0x1234, 0x1235, 0x1236])
        #expect(decoded.header.partitionLeaderEpoch == 9)
        #expect(decoded.records == Self.records)
    }
}
