/// The few checks every piece of outside text goes through.
enum TextRules {
    /// True when the text has between 1 and `limit` bytes of UTF-8 and no control character (C0, DEL).
    static func isToken(_ text: String, limit: Int) -> Bool {
        let bytes = text.utf8
        return !bytes.isEmpty && bytes.count <= limit && !bytes.contains { $0 < 0x20 || $0 == 0x7F }
    }

    /// True when the text has at most `limit` Unicode scalars; cheap for text that is short in bytes.
    static func fits(_ text: String, limit: Int) -> Bool {
        text.utf8.count <= limit || text.unicodeScalars.count <= limit
    }

    /// True when there is nothing but spaces and tabs.
    static func isBlank(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }
}

/// ASCII bytes the codecs of this module name.
enum ASCII {
    static let zero = UInt8(ascii: "0")
    static let nine = UInt8(ascii: "9")
    static let dash = UInt8(ascii: "-")
    static let plus = UInt8(ascii: "+")
    static let dot = UInt8(ascii: ".")
    static let colon = UInt8(ascii: ":")

    /// The value of a decimal digit, nil for any other byte.
    static func digit(_ byte: UInt8) -> Int? {
        byte >= zero && byte <= nine ? Int(byte - zero) : nil
    }

    /// Appends `value` as exactly `width` decimal digits, zeros in front; higher digits are cut off.
    static func append(_ value: Int64, width: Int, to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: width) { append(value, width: width, to: &$0) }
    }

    /// Appends `value` as exactly `width` decimal digits to memory that has room for them.
    static func append(_ value: Int64, width: Int, to output: inout OutputSpan<UInt8>) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            output.append(zero + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    /// Appends the lowest `count` hexadecimal digits of `value`, lower case, to memory that has room for them.
    static func appendHexadecimal(_ value: UInt64, digits count: Int, to output: inout OutputSpan<UInt8>) {
        var shift = UInt64(count) * 4
        while shift > 0 {
            shift -= 4
            let nibble = UInt8(truncatingIfNeeded: value >> shift) & 0x0F
            output.append(nibble < 10 ? zero + nibble : UInt8(ascii: "a") - 10 + nibble)
        }
    }
}
