/// Byte-level rules of JSON strings that reader and nodes share.
enum JSONText {
    /// The length of the well-formed UTF-8 sequence at `position`, which holds a byte of 0x80 or more; 0 when it is
    /// malformed or cut off. RFC 3629, section 4.
    static func scalarLength(in text: Span<UInt8>, at position: Int) -> Int {
        let lead = text[position]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0:
            length = 3
            second = 0xA0...0xBF  // below would be overlong
        case 0xED:
            length = 3
            second = 0x80...0x9F  // above are surrogates
        case 0xE1...0xEF: length = 3
        case 0xF0:
            length = 4
            second = 0x90...0xBF  // below would be overlong
        case 0xF4:
            length = 4
            second = 0x80...0x8F  // above lies past U+10FFFF
        case 0xF1...0xF3: length = 4
        default: return 0
        }
        guard position + length <= text.count, second.contains(text[position + 1]) else { return 0 }
        for index in position + 2..<max(position + 2, position + length) where text[index] & 0xC0 != 0x80 {
            return 0
        }
        return length
    }

    /// The value of four hexadecimal digits at `position`, or nil when they are not all there.
    static func hexQuad(in text: Span<UInt8>, at position: Int) -> UInt32? {
        guard position + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for index in position..<position + 4 {
            let byte = text[index]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// The UTF-8 bytes that the string content in `range` stands for; its escapes have been checked before.
    static func unescaped(_ source: [UInt8], _ range: Range<Int>) -> [UInt8] {
        let text = source.span
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var position = range.lowerBound
        while position < range.upperBound {
            let byte = text[position]
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                position += 1
                continue
            }
            let escape = text[position + 1]
            position += 2
            switch escape {
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "u"): appendUnicodeEscape(text, at: &position, to: &bytes)
            default: bytes.append(escape)  // quote, backslash and slash stand for themselves
            }
        }
        return bytes
    }

    /// Decodes the digits after `\u` at `position`, and the second escape of a surrogate pair with them.
    private static func appendUnicodeEscape(_ text: Span<UInt8>, at position: inout Int, to bytes: inout [UInt8]) {
        guard var code = hexQuad(in: text, at: position) else {
            preconditionFailure("escapes are checked when the text is parsed")
        }
        position += 4
        if (0xD800..<0xDC00).contains(code), let low = hexQuad(in: text, at: position + 2) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            position += 6
        }
        guard let scalar = Unicode.Scalar(code) else {
            preconditionFailure("surrogates are paired when the text is parsed")
        }
        bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
    }

    /// Whether two stretches of a text hold the same bytes.
    static func equal(_ text: Span<UInt8>, _ first: Range<Int>, _ second: Range<Int>) -> Bool {
        guard first.count == second.count else { return false }
        let distance = second.lowerBound - first.lowerBound
        for index in first where text[index] != text[index + distance] { return false }
        return true
    }
}
