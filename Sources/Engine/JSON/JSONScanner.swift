/// Finds where strings, numbers and literals end, refusing those that are malformed.
enum JSONScanner {
    /// The end of a string and whether its content has to be unescaped to be read.
    struct StringEnd {
        /// One past the closing quote.
        let position: Int
        let hasEscapes: Bool
    }

    /// Scans the string whose opening quote lies at `start`.
    static func stringEnd(in text: Span<UInt8>, from start: Int) throws(JSONError) -> StringEnd {
        var position = start + 1
        var hasEscapes = false
        while position < text.count {
            let byte = text[position]
            switch byte {
            case UInt8(ascii: "\""):
                return StringEnd(position: position + 1, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                position = try escapeEnd(in: text, from: position)
            case 0x20...0x7F:
                position += 1
            case 0:
                throw .nulByte(offset: position)
            case 0..<0x20:
                throw .controlCharacter(offset: position)
            default:
                let length = JSONText.scalarLength(in: text, at: position)
                guard length > 0 else { throw .invalidUTF8(offset: position) }
                position += length
            }
        }
        throw .unexpectedEnd(offset: text.count)
    }

    /// The position after the escape, or pair of surrogate escapes, whose backslash lies at `start`.
    private static func escapeEnd(in text: Span<UInt8>, from start: Int) throws(JSONError) -> Int {
        guard start + 1 < text.count else { throw .unexpectedEnd(offset: text.count) }
        switch text[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            break
        default:
            throw .invalidEscape(offset: start)
        }
        guard let code = JSONText.hexQuad(in: text, at: start + 2) else { throw .invalidEscape(offset: start) }
        switch code {
        case 0xD800..<0xDC00:
            guard start + 7 < text.count, text[start + 6] == UInt8(ascii: "\\"), text[start + 7] == UInt8(ascii: "u"),
                let low = JSONText.hexQuad(in: text, at: start + 8), (0xDC00..<0xE000).contains(low)
            else { throw .loneSurrogate(offset: start) }
            return start + 12
        case 0xDC00..<0xE000:
            throw .loneSurrogate(offset: start)
        default:
            return start + 6
        }
    }

    /// The position after the number that starts at `start` with a digit or a minus; RFC 8259, section 6.
    static func numberEnd(in text: Span<UInt8>, from start: Int) throws(JSONError) -> Int {
        var position = start
        if text[position] == UInt8(ascii: "-") { position += 1 }
        let whole = position
        position = try digitsEnd(in: text, from: position)
        if text[whole] == UInt8(ascii: "0"), position > whole + 1 { throw .leadingZero(offset: whole) }
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position = try digitsEnd(in: text, from: position + 1)
        }
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < text.count, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") {
                position += 1
            }
            position = try digitsEnd(in: text, from: position)
        }
        return position
    }

    /// The position after one or more digits.
    private static func digitsEnd(in text: Span<UInt8>, from start: Int) throws(JSONError) -> Int {
        var position = start
        while position < text.count, isDigit(text[position]) { position += 1 }
        if position > start { return position }
        if start == text.count { throw .unexpectedEnd(offset: start) }
        throw .invalidNumber(offset: start)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }

    /// Recognises `true`, `false` and `null` at `start`; whatever else stands there is refused by its own name.
    static func literal(in text: Span<UInt8>, at start: Int) throws(JSONError) -> JSONKind {
        let first = text[start]
        switch first {
        case UInt8(ascii: "t"): try expect("true", in: text, at: start)
        case UInt8(ascii: "f"): try expect("false", in: text, at: start)
        case UInt8(ascii: "n"): try expect("null", in: text, at: start)
        case 0: throw .nulByte(offset: start)
        case UInt8(ascii: "/"): throw .comment(offset: start)
        case UInt8(ascii: "+"), UInt8(ascii: "."): throw .invalidNumber(offset: start)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            throw .invalidLiteral(offset: start)
        default: throw .unexpectedByte(offset: start, expected: .value)
        }
        return first == UInt8(ascii: "n") ? .null : .bool
    }

    private static func expect(_ word: String, in text: Span<UInt8>, at start: Int) throws(JSONError) {
        var position = start
        for byte in word.utf8 {
            guard position < text.count else { throw .unexpectedEnd(offset: position) }
            guard text[position] == byte else { throw .invalidLiteral(offset: start) }
            position += 1
        }
    }
}
