/// Why stored bytes could not be read back as a value.
package enum DecodingFailure: Error, Sendable, Equatable {
    /// The bytes ended inside a field.
    case truncated
    /// A field holds what its type cannot be.
    case invalid(String)
    /// The value was written with a schema version this program does not know.
    case schemaVersion(UInt8)
}

/// Reads what `ByteWriter` wrote; every read checks what is left first.
package struct ByteReader: Sendable {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// Bytes not read yet.
    package var remaining: Int { bytes.endIndex - position }

    /// One byte.
    ///
    /// - Throws: `.truncated` when none is left; so does every read that follows.
    package mutating func readUInt8() throws(DecodingFailure) -> UInt8 {
        guard position < bytes.endIndex else { throw .truncated }
        defer { position += 1 }
        return bytes[position]
    }

    /// One byte, 0 or 1.
    ///
    /// - Throws: `.invalid` for any other.
    package mutating func readBool() throws(DecodingFailure) -> Bool {
        switch try readUInt8() {
        case 0: return false
        case 1: return true
        case let other: throw .invalid("flag \(other)")
        }
    }

    // One overload per width: a generic one would not be specialised for callers in other modules.

    /// Reads an unsigned integer of 2 bytes, least significant first.
    package mutating func read(_ type: UInt16.Type = UInt16.self) throws(DecodingFailure) -> UInt16 {
        try readInteger()
    }

    /// Reads an unsigned integer of 4 bytes, least significant first.
    package mutating func read(_ type: UInt32.Type = UInt32.self) throws(DecodingFailure) -> UInt32 {
        try readInteger()
    }

    /// Reads an unsigned integer of 8 bytes, least significant first.
    package mutating func read(_ type: UInt64.Type = UInt64.self) throws(DecodingFailure) -> UInt64 {
        try readInteger()
    }

    /// Reads an unsigned integer of 16 bytes, least significant first.
    package mutating func read(_ type: UInt128.Type = UInt128.self) throws(DecodingFailure) -> UInt128 {
        try readInteger()
    }

    /// Reads a signed integer of 2 bytes, least significant first.
    package mutating func read(_ type: Int16.Type = Int16.self) throws(DecodingFailure) -> Int16 { try readInteger() }

    /// Reads a signed integer of 4 bytes, least significant first.
    package mutating func read(_ type: Int32.Type = Int32.self) throws(DecodingFailure) -> Int32 { try readInteger() }

    /// Reads a signed integer of 8 bytes, least significant first.
    package mutating func read(_ type: Int64.Type = Int64.self) throws(DecodingFailure) -> Int64 { try readInteger() }

    private mutating func readInteger<Value: FixedWidthInteger>() throws(DecodingFailure) -> Value {
        let width = MemoryLayout<Value>.size
        guard remaining >= width else { throw .truncated }
        defer { position += width }
        let offset = position - bytes.startIndex
        // SAFETY: `width` bytes are left, and an integer may be loaded from any of them.
        return unsafe bytes.withUnsafeBytes { buffer in
            unsafe Value(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: Value.self))
        }
    }

    /// An unsigned LEB128 varint of at most 10 bytes.
    ///
    /// - Throws: `.invalid` when it does not fit 64 bits.
    package mutating func readVarint() throws(DecodingFailure) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try readUInt8()
            if shift == 63, byte > 1 { throw .invalid("varint") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
            if shift > 63 { throw .invalid("varint") }
        }
    }

    /// A zig-zag varint: 0, −1, 1, −2, … are 0, 1, 2, 3, ….
    ///
    /// - Throws: `.invalid` when it does not fit 64 bits.
    package mutating func readSignedVarint() throws(DecodingFailure) -> Int64 {
        let value = try readVarint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// A varint length and that many bytes.
    package mutating func readBytes() throws(DecodingFailure) -> [UInt8] {
        Array(try readSlice(count: readCount()))
    }

    /// A varint length and that many bytes of text.
    ///
    /// - Throws: `.invalid` when they are not UTF-8.
    package mutating func readString() throws(DecodingFailure) -> String {
        guard let text = String(validating: try readSlice(count: readCount()), as: UTF8.self) else {
            throw .invalid("UTF-8")
        }
        return text
    }

    /// A number of bytes as they are.
    package mutating func readRaw(count: Int) throws(DecodingFailure) -> [UInt8] { Array(try readSlice(count: count)) }

    /// All that is left.
    package mutating func readRest() -> [UInt8] {
        defer { position = bytes.endIndex }
        return Array(bytes[position...])
    }

    /// A presence byte and, if it is 1, what `read` reads; nil for 0.
    package mutating func readOptional<Value>(
        _ read: (inout ByteReader) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> Value? {
        try readBool() ? try read(&self) : nil
    }

    /// A varint count that cannot be more than the bytes that are left.
    package mutating func readCount() throws(DecodingFailure) -> Int {
        let count = try readVarint()
        guard count <= UInt64(remaining) else { throw .truncated }
        return Int(count)
    }

    private mutating func readSlice(count: Int) throws(DecodingFailure) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw .truncated }
        defer { position += count }
        return bytes[position..<(position + count)]
    }
}
