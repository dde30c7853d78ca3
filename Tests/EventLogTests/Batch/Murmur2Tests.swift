import Testing

@testable import EventLog

struct Murmur2Tests {
    /// From Kafka's own `UtilsTest.testMurmur2`.
    static let published: [(String, Int32)] = [
        ("21", -973_932_308),
        ("foobar", -790_332_482),
        ("a-little-bit-long-string", -985_981_536),
        ("a-little-bit-longer-string", -1_486_304_829),
        ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
        ("abc", 479_470_107),
    ]

    @Test(arguments: published)
    func `the hash is the one Kafka's own test expects`(text: String, expected: Int32) {
        #expect(Murmur2.hash(Array(text.utf8)) == expected)
    }

    @Test(arguments: published)
    func `the partition masks the sign away instead of negating`(text: String, hash: Int32) {
        let expected = Int(UInt32(bitPattern: hash) & 0x7FFF_FFFF) % 3
        #expect(Partitioner.partition(forKey: Array(text.utf8), count: 3) == expected)
    }

    @Test func `every key goes to the only partition of a topic that has one`() {
        for length in 0..<20 {
            #expect(Partitioner.partition(forKey: [UInt8](repeating: 0xA5, count: length), count: 1) == 0)
        }
    }
}
