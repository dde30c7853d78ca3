import Testing

@testable import EventLog

struct NamesTests {
    @Test(arguments: [
        "a", "orders", "order_created", "A-Z.0_9", "...", "__consumer", String(repeating: "x", count: 249),
    ])
    func `a topic's name has Kafka's letters`(text: String) {
        #expect(TopicName(text)?.text == text)
    }

    @Test(arguments: ["", ".", "..", "a b", "a/b", "é", "a\0", "orders\n", "注文", String(repeating: "x", count: 250)])
    func `other texts are no topic's name`(text: String) {
        #expect(TopicName(text) == nil)
    }

    @Test(arguments: [
        ("g", true), ("été", true), (String(repeating: "x", count: 249), true),
        ("", false), ("a\0b", false), (String(repeating: "x", count: 250), false),
    ])
    func `a group's name fits into a key`(text: String, isName: Bool) {
        #expect((GroupName(validating: text) != nil) == isName)
    }

    @Test(arguments: ["00000000.0", "c0ffee00.12", "ffffffff.18446744073709551615"])
    func `a position reads back as it was written`(text: String) {
        #expect(Position(text: text)?.description == text)
    }

    @Test(arguments: [
        "", ".", "c0ffee00", "c0ffee00.", ".5", "c0ffee0.5", "c0ffee001.5", "C0FFEE00.5", "+0ffee00.5", "c0ffee00.+5",
        "c0ffee00.05", "c0ffee00.-1", "c0ffee00.5.6", "c0ffee00.18446744073709551616", " c0ffee00.5", "c0ffee00.5\n",
    ])
    func `another spelling is no position`(text: String) {
        #expect(Position(text: text) == nil)
    }

    @Test(arguments: [0, 1, 255, 256, 0x0102_0304_0506_0708, Int64.max])
    func `an offset reads back from its key and from the key's digits`(value: Int64) {
        let key = NumberKey.bytes(Offset(value))
        #expect(NumberKey.offset(key)?.value == value)
        let digits = key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(NumberKey.offset(hexadecimal: digits)?.value == value)
    }

    @Test(arguments: ["", "00", "ffffffffffffffff", "zz00000000000000", "000000000000000000"])
    func `digits that are no offset's key are refused`(digits: String) {
        #expect(NumberKey.offset(hexadecimal: digits) == nil)
    }
}

struct CommitRowTests {
    private static let one = CommitRow.Batch(topic: 1, partition: 2, baseOffset: Offset(7), count: 3)
    private static let two = CommitRow.Batch(topic: 65_535, partition: 0, baseOffset: Offset(1 << 40), count: 2)

    @Test func `a commit's row reads back`() throws {
        let single = CommitRow(batches: [Self.one], order: [0, 0, 0])
        let several = CommitRow(batches: [Self.one, Self.two], order: [0, 1, 0, 0, 1])
        #expect(try CommitRow(decoding: single.bytes) == single)
        #expect(try CommitRow(decoding: several.bytes) == several)
        #expect(several.count == 5)
        #expect((0..<5).map(several.batchIndex) == [0, 1, 0, 0, 1])
    }

    @Test func `a row cut short or with any bit flipped never traps, and never names more records than it has`() throws
    {
        let bytes = CommitRow(batches: [Self.one, Self.two], order: [0, 1, 0, 0, 1]).bytes
        for count in bytes.indices {
            #expect(throws: (any Error).self) { try CommitRow(decoding: Array(bytes[..<count])) }
        }
        for bit in 0..<(bytes.count * 8) {
            guard let row = try? CommitRow(decoding: Tampering.flipping(bit: bit, of: bytes)) else { continue }
            var counts = row.batches.map { _ in 0 }
            for index in 0..<row.count { counts[row.batchIndex(ofRecord: index)] += 1 }
            #expect(counts == row.batches.map(\.count))
        }
    }

    @Test(
        arguments: [
            [1, 0], [1, 1, 1, 2, 7, 0], [1, 1, 1, 2, 7, 1, 0], [2, 1, 1, 2, 7, 1],
            [1, 2, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0],
            [1, 2, 1, 0, 0, 1, 1, 1, 0, 1, 0, 2], [1, 1, 0x80, 0x80, 4, 2, 7, 1],
            [1, 1, 1, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1],
        ] as [[UInt8]]
    )
    func `a row that no commit writes is refused`(bytes: [UInt8]) {
        #expect(throws: (any Error).self) { try CommitRow(decoding: bytes) }
    }
}
