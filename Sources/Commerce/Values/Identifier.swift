/// A 128-bit UUID that knows at compile time what it identifies.
///
/// Two 64-bit halves in network byte order, so comparing identifiers compares their bytes, and version 7 identifiers
/// sort by the millisecond they were made in. `Subject` is a tag and never stored.
package struct Identifier<Subject>: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Bytes 0–7, most significant first.
    package let high: UInt64

    /// Bytes 8–15, most significant first.
    package let low: UInt64

    /// Wraps sixteen bytes given as two big-endian halves; any bit pattern is allowed.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Byte order, which for version 7 is the order of creation.
    package static func < (left: Self, right: Self) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }

    /// The same bits as an identifier of something else, such as an event id that names the thing it is about.
    package func retagged<Other>(as other: Identifier<Other>.Type = Identifier<Other>.self) -> Identifier<Other> {
        Identifier<Other>(high: high, low: low)
    }

    /// The canonical text.
    package var description: String { text }
}

// MARK: - Version 7

extension Identifier {
    /// Builds a UUID of version 7 (RFC 9562, section 5.7) from a clock reading and random bits.
    ///
    /// - Parameters:
    ///   - millis: Unix milliseconds; the low 48 bits are used.
    ///   - randomHigh: `rand_a`; the low 12 bits are used. A counter keeps identifiers of one millisecond in order.
    ///   - randomLow: `rand_b`; the low 62 bits are used.
    package static func version7(millis: Int64, randomHigh: UInt16, randomLow: UInt64) -> Self {
        let time = UInt64(bitPattern: millis) << 16
        let version: UInt64 = 0x7000
        let variant: UInt64 = 0x8000_0000_0000_0000
        return Self(
            high: time | version | UInt64(randomHigh & 0x0FFF),
            low: variant | (randomLow & variantMask)
        )
    }

    /// The 62 bits of the lower half that the variant leaves free.
    static var variantMask: UInt64 { 0x3FFF_FFFF_FFFF_FFFF }

    /// The creation time a version 7 identifier carries; meaningless for other versions.
    package var version7Timestamp: Timestamp {
        Timestamp(millis: Int64(high >> 16))
    }
}

// MARK: - Text

extension Identifier {
    /// The canonical form of RFC 9562, section 4: 36 characters, lower case.
    package var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(36)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 36 bytes of the canonical text.
    package func append(to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: 36) { output in
            ASCII.appendHexadecimal(high >> 32, digits: 8, to: &output)
            output.append(ASCII.dash)
            ASCII.appendHexadecimal(high >> 16, digits: 4, to: &output)
            output.append(ASCII.dash)
            ASCII.appendHexadecimal(high, digits: 4, to: &output)
            output.append(ASCII.dash)
            ASCII.appendHexadecimal(low >> 48, digits: 4, to: &output)
            output.append(ASCII.dash)
            ASCII.appendHexadecimal(low, digits: 12, to: &output)
        }
    }

    /// Reads the canonical form, letters in either case; nil for anything else (no braces, no URN, no missing dashes).
    package init?(text: String) {
        self.init(utf8: text.utf8)
    }

    /// Reads the canonical form from its bytes; nil for anything else.
    package init?(utf8: some Collection<UInt8>) {
        guard utf8.count == 36 else { return nil }
        // Indexing an array is several times faster than walking a collection that is only known as such.
        let bytes = Array(utf8)
        guard bytes[8] == ASCII.dash, bytes[13] == ASCII.dash, bytes[18] == ASCII.dash, bytes[23] == ASCII.dash,
            let first = Self.digits(bytes, 0..<8), let second = Self.digits(bytes, 9..<13),
            let third = Self.digits(bytes, 14..<18), let fourth = Self.digits(bytes, 19..<23),
            let fifth = Self.digits(bytes, 24..<36)
        else { return nil }
        self.init(high: first << 32 | second << 16 | third, low: fourth << 48 | fifth)
    }

    /// The hexadecimal digits in this part of the text, at most sixteen.
    private static func digits(_ bytes: [UInt8], _ part: Range<Int>) -> UInt64? {
        var value: UInt64 = 0
        for index in part {
            guard let nibble = nibble(bytes[index]) else { return nil }
            value = value << 4 | nibble
        }
        return value
    }

    private static func nibble(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
