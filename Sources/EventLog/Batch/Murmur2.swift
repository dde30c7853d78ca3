/// The 32-bit Murmur2 hash with the seed of Kafka's Java client.
///
/// Source: `org.apache.kafka.common.utils.Utils.murmur2`, which every client that agrees on partitions follows.
package enum Murmur2 {
    private static let seed: UInt32 = 0x9747_B28C
    private static let multiplier: UInt32 = 0x5BD1_E995

    /// The hash of `bytes`, signed as Java has it.
    package static func hash(_ bytes: RawSpan) -> Int32 {
        var hash = seed ^ UInt32(truncatingIfNeeded: bytes.byteCount)
        let wordsEnd = bytes.byteCount & ~3
        var at = 0
        while at < wordsEnd {
            // SAFETY: the load is bounds-checked by the span and every bit pattern is a valid integer.
            var word = UInt32(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt32.self))
            word = word &* multiplier
            word ^= word >> 24
            hash = (hash &* multiplier) ^ (word &* multiplier)
            at += 4
        }
        if at < bytes.byteCount {
            var tail: UInt32 = 0
            for index in stride(from: bytes.byteCount - 1, through: at, by: -1) {
                tail = tail << 8 | UInt32(bytes.byte(at: index))
            }
            hash = (hash ^ tail) &* multiplier
        }
        hash = (hash ^ hash >> 13) &* multiplier
        return Int32(bitPattern: hash ^ hash >> 15)
    }

    /// The hash of a whole array.
    package static func hash(_ bytes: [UInt8]) -> Int32 {
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        unsafe hash(bytes.span.bytes)
    }
}
