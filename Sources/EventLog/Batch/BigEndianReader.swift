/// A position that moves over a span and never past `end`.
///
/// The span is handed to every call, not stored, so that a reader can live beside the array that owns the bytes.
struct BigEndianReader: Sendable {
    private(set) var position: Int
    private(set) var end: Int

    init(from position: Int, to end: Int) {
        self.position = position
        self.end = end
    }

    var remaining: Int { end - position }

    mutating func byte(in bytes: RawSpan) throws(BatchError) -> UInt8 {
        guard position < end else { throw .truncated }
        defer { position += 1 }
        return bytes.byte(at: position)
    }

    /// A zig-zag integer of at most 32 bits.
    mutating func varint32(in bytes: RawSpan) throws(BatchError) -> Int32 {
        let value = Varint.unZigZag(try varint(in: bytes, maxBytes: Varint.maxBytes32))
        guard let narrow = Int32(exactly: value) else { throw .badVarint }
        return narrow
    }

    /// A zig-zag integer of at most 64 bits.
    mutating func varint64(in bytes: RawSpan) throws(BatchError) -> Int64 {
        Varint.unZigZag(try varint(in: bytes, maxBytes: Varint.maxBytes64))
    }

    /// The range of as many bytes as the length before them says, which are skipped; nil for length −1.
    mutating func lengthPrefixed(in bytes: RawSpan) throws(BatchError) -> Range<Int>? {
        let length = Int(try varint32(in: bytes))
        if length == -1 { return nil }
        guard length >= 0 else { throw .badRecord }
        return try skip(length)
    }

    /// The range of the next `count` bytes, which are skipped.
    mutating func skip(_ count: Int) throws(BatchError) -> Range<Int> {
        guard count <= remaining else { throw .truncated }
        let start = position
        position += count
        return start..<position
    }

    private mutating func varint(in bytes: RawSpan, maxBytes: Int) throws(BatchError) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<maxBytes {
            let next = try byte(in: bytes)
            let group = UInt64(next & 0x7F)
            let shift = UInt64(7 * index)
            value |= group << shift
            // The tenth byte has room for one bit only.
            guard value >> shift == group else { throw .badVarint }
            if next & 0x80 == 0 { return value }
        }
        throw .badVarint
    }
}
