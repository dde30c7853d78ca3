/// A native 64-bit key of a number table (LMDB's `MDB_INTEGERKEY`): least significant byte first.
enum NumberKey {
    static let byteCount = 8

    static func bytes(_ value: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        for index in 0..<byteCount { bytes[index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
        return bytes
    }

    static func bytes(_ offset: Offset) -> [UInt8] { bytes(UInt64(offset.value)) }

    static func value(_ bytes: [UInt8]) -> UInt64 {
        var value: UInt64 = 0
        for index in bytes.indices.reversed() { value = value << 8 | UInt64(bytes[index]) }
        return value
    }

    /// The offset that a key stands for; nil for a number that is none.
    static func offset(_ bytes: [UInt8]) -> Offset? { Int64(exactly: value(bytes)).map(Offset.init) }

    /// The offset of a key written as hexadecimal digits, as the store's damage reports name it.
    static func offset(hexadecimal digits: String) -> Offset? {
        guard digits.utf8.count == 2 * byteCount, let value = UInt64(digits, radix: 16) else { return nil }
        return Int64(exactly: value.byteSwapped).map(Offset.init)
    }
}
