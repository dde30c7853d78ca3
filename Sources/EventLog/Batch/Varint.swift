/// Kafka's variable-length integers: zig-zag, then seven bits per byte, least significant group first.
///
/// Source: Protocol Buffers encoding, signed variants; `org.apache.kafka.common.utils.ByteUtils`.
enum Varint {
    /// The most bytes a 32-bit integer takes.
    static let maxBytes32 = 5
    /// The most bytes a 64-bit integer takes.
    static let maxBytes64 = 10

    static func zigZag(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: value << 1 ^ value >> 63)
    }

    static func unZigZag(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// How many bytes `value` takes.
    static func byteCount(_ value: Int64) -> Int {
        let significantBits = 64 - (zigZag(value) | 1).leadingZeroBitCount
        return (significantBits + 6) / 7
    }

    /// How many bytes `value` takes.
    static func byteCount(_ value: Int) -> Int {
        byteCount(Int64(value))
    }
}
