/// Builds the bytes of a stored value: little-endian fixed-width integers, varints, length-prefixed bytes.
package struct ByteWriter: Sendable {
    /// What was written so far.
    package private(set) var bytes: [UInt8]

    /// An empty writer with room for `capacity` bytes; it grows when that is too little.
    package init(reserving capacity: Int = 128) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// One byte.
    package mutating func write(_ value: UInt8) { bytes.append(value) }

    /// One byte, 0 or 1.
    package mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    // One overload per width: a generic one would not be specialised for callers in other modules.

    /// Writes an unsigned integer of 2 bytes, least significant first.
    package mutating func write(_ value: UInt16) { writeInteger(value) }

    /// Writes an unsigned integer of 4 bytes, least significant first.
    package mutating func write(_ value: UInt32) { writeInteger(value) }

    /// Writes an unsigned integer of 8 bytes, least significant first.
    package mutating func write(_ value: UInt64) { writeInteger(value) }

    /// Writes an unsigned integer of 16 bytes, least significant first.
    package mutating func write(_ value: UInt128) { writeInteger(value) }

    /// Writes a signed integer of 2 bytes, least significant first.
    package mutating func write(_ value: Int16) { writeInteger(value) }

    /// Writes a signed integer of 4 bytes, least significant first.
    package mutating func write(_ value: Int32) { writeInteger(value) }

    /// Writes a signed integer of 8 bytes, least significant first.
    package mutating func write(_ value: Int64) { writeInteger(value) }

    private mutating func writeInteger(_ value: some FixedWidthInteger) {
        // SAFETY: the buffer holds the value's own bytes and is only read during the call.
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    /// An unsigned LEB128 varint: seven bits a byte, least significant first, 1 to 10 bytes.
    package mutating func writeVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// A signed value as a zig-zag varint, so that small negative numbers stay short.
    package mutating func writeVarint(_ value: Int64) {
        writeVarint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// A varint length and the bytes.
    package mutating func write(_ value: [UInt8]) {
        writeVarint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// A varint length and the UTF-8 bytes.
    package mutating func write(_ value: String) {
        writeVarint(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    /// Bytes as they are, without a length.
    package mutating func writeRaw(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    /// A presence byte, then the value if there is one.
    package mutating func writeOptional<Value>(_ value: Value?, _ write: (inout ByteWriter, Value) -> Void) {
        self.write(value != nil)
        if let value { write(&self, value) }
    }
}
