/// Something that can be part of a table's key: its encoding sorts, byte for byte, as its values do.
package protocol KeyPart: Sendable {
    /// Appends the part to a key. No part's bytes are the beginning of another's, so that parts can follow each other.
    func encode(into key: inout KeyEncoder)
    /// Reads the part where the decoder stands.
    ///
    /// - Throws: `.truncated` or `.invalid` for bytes that `encode` does not write.
    init(decoding key: inout KeyDecoder) throws(DecodingFailure)
}

/// Builds order-preserving keys. Layouts are in docs/data-file.md.
package struct KeyEncoder: Sendable {
    /// The key so far.
    package private(set) var bytes: [UInt8] = []

    /// An empty key with room for `capacity` bytes; it grows when that is too little.
    package init(reserving capacity: Int = 40) { bytes.reserveCapacity(capacity) }

    /// An unsigned integer, most significant byte first.
    package mutating func append(_ value: some FixedWidthInteger & UnsignedInteger) {
        // SAFETY: the buffer holds the value's own bytes and is only read during the call.
        unsafe withUnsafeBytes(of: value.bigEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    /// Bytes of any length: 0x00 becomes 0x00 0xFF and the end is 0x00 0x01, so that a prefix sorts first and
    /// whatever follows cannot disturb the order.
    package mutating func appendTerminated(_ value: some Sequence<UInt8>) {
        for byte in value {
            bytes.append(byte)
            if byte == 0 { bytes.append(0xFF) }
        }
        bytes.append(0)
        bytes.append(1)
    }
}

/// Takes a key apart again.
package struct KeyDecoder: Sendable {
    private let bytes: [UInt8]
    private var position = 0

    /// Begins at the first byte of a whole key.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether nothing is left.
    package var isAtEnd: Bool { position == bytes.count }

    /// An unsigned integer of the type's width, most significant byte first.
    ///
    /// - Throws: `.truncated`.
    package mutating func read<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type = Value.self
    ) throws(DecodingFailure) -> Value {
        let width = Value.bitWidth / 8
        guard bytes.count - position >= width else { throw .truncated }
        var value: Value = 0
        for index in position..<(position + width) { value = value << 8 | Value(bytes[index]) }
        position += width
        return value
    }

    /// Bytes of any length, as `KeyEncoder.appendTerminated` writes them.
    ///
    /// - Throws: `.truncated` when the end is missing, `.invalid` for an unknown byte behind 0x00.
    package mutating func readTerminated() throws(DecodingFailure) -> [UInt8] {
        var value: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte != 0 {
                value.append(byte)
                continue
            }
            guard position < bytes.count else { throw .truncated }
            position += 1
            switch bytes[position - 1] {
            case 0xFF: value.append(0)
            case 0x01: return value
            case let other: throw .invalid("key escape \(other)")
            }
        }
        throw .truncated
    }
}

extension KeyPart {
    /// The whole key as bytes.
    package var keyBytes: [UInt8] {
        var key = KeyEncoder()
        encode(into: &key)
        return key.bytes
    }
}

extension UInt8: KeyPart {
    package func encode(into key: inout KeyEncoder) { key.append(self) }
    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) { self = try key.read() }
}

extension UInt16: KeyPart {
    package func encode(into key: inout KeyEncoder) { key.append(self) }
    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) { self = try key.read() }
}

extension UInt32: KeyPart {
    package func encode(into key: inout KeyEncoder) { key.append(self) }
    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) { self = try key.read() }
}

extension UInt64: KeyPart {
    package func encode(into key: inout KeyEncoder) { key.append(self) }
    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) { self = try key.read() }
}

extension Int64: KeyPart {
    /// The sign bit is flipped, so that negative numbers sort first.
    package func encode(into key: inout KeyEncoder) { key.append(UInt64(bitPattern: self) ^ 1 << 63) }
    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) {
        self = Int64(bitPattern: try key.read(UInt64.self) ^ 1 << 63)
    }
}

extension String: KeyPart {
    package func encode(into key: inout KeyEncoder) { key.appendTerminated(utf8) }
    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) {
        guard let text = String(validating: try key.readTerminated(), as: UTF8.self) else { throw .invalid("UTF-8") }
        self = text
    }
}

extension [UInt8]: KeyPart {
    package func encode(into key: inout KeyEncoder) { key.appendTerminated(self) }
    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) { self = try key.readTerminated() }
}

/// A key of two parts; sorts by the first, then by the second.
package struct Key2<First: KeyPart, Second: KeyPart>: KeyPart {
    /// What keys are sorted by before all else.
    package var first: First
    /// What decides between keys with the same first part.
    package var second: Second

    package init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    package func encode(into key: inout KeyEncoder) {
        first.encode(into: &key)
        second.encode(into: &key)
    }

    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) {
        first = try First(decoding: &key)
        second = try Second(decoding: &key)
    }
}

/// A key of three parts; sorts by the first, the second, then the third.
package struct Key3<First: KeyPart, Second: KeyPart, Third: KeyPart>: KeyPart {
    /// What keys are sorted by before all else.
    package var first: First
    /// What decides between keys with the same first part.
    package var second: Second
    /// What decides between keys with the same first and second part.
    package var third: Third

    package init(_ first: First, _ second: Second, _ third: Third) {
        self.first = first
        self.second = second
        self.third = third
    }

    package func encode(into key: inout KeyEncoder) {
        first.encode(into: &key)
        second.encode(into: &key)
        third.encode(into: &key)
    }

    package init(decoding key: inout KeyDecoder) throws(DecodingFailure) {
        first = try First(decoding: &key)
        second = try Second(decoding: &key)
        third = try Third(decoding: &key)
    }
}
