/// Text in the header of a mail: plain where it can be, encoded-words (RFC 2047) where it has to be, never more than one
/// header.
package enum HeaderText {
    /// The longest line of a header, in bytes without its end (RFC 5322, section 2.1.1).
    static let lineLimit = 76
    /// The room that the name of a field takes in its first line, in bytes: `Subject: ` and a space.
    private static let nameBytes = 10
    /// Bytes of UTF-8 in one encoded-word, whose 75 characters hold 63 of base64: 45 bytes.
    private static let wordBytes = 45
    /// The same for the first word, which stands behind the field's name: 60 characters.
    private static let firstWordBytes = 36

    /// The words of an unstructured text such as a subject, each at most a line long.
    ///
    /// Control characters, line ends among them, are spaces afterwards: nobody's name begins a header of its own.
    package static func words(_ text: String) -> [String] {
        let line = flattened(text)
        // A text that looks like an encoded-word would be read as one.
        let isPlain = line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !line.contains("=?")
        let parts = line.split(separator: " ").map(String.init)
        if isPlain, parts.allSatisfy({ $0.utf8.count <= lineLimit - nameBytes }) { return parts }
        return encoded(line)
    }

    /// The name of a mailbox: an atom or quoted where it is plain, encoded otherwise.
    package static func phrase(_ name: String) -> [String] {
        let line = flattened(name)
        let isPlain = line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !line.contains("=?")
        guard isPlain, line.utf8.count <= lineLimit - nameBytes else { return encoded(line) }
        let needsQuotes = line.utf8.contains { !isAtomByte($0) && $0 != 0x20 }
        guard needsQuotes else { return line.split(separator: " ").map(String.init) }
        let escaped = line.reduce(into: "") { result, character in
            if character == "\"" || character == "\\" { result += "\\" }
            result.append(character)
        }
        return escaped.utf8.count + 2 <= lineLimit - nameBytes ? ["\"\(escaped)\""] : encoded(line)
    }

    /// A header field with its words folded into lines.
    package static func field(_ name: String, _ words: [String]) -> String {
        var output = "\(name):"
        var column = output.utf8.count
        for word in words {
            if column > 0, column + 1 + word.utf8.count > lineLimit, column > name.utf8.count + 1 {
                output += "\r\n"
                column = 0
            }
            output += " " + word
            column += 1 + word.utf8.count
        }
        return output + "\r\n"
    }

    // MARK: Parts

    /// The text with every control character and line end as a space, and without spaces at its ends.
    static func flattened(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            output.append(isControl || scalar == "\u{2028}" || scalar == "\u{2029}" ? " " : scalar)
        }
        return String(output).drop { $0 == " " }.reversed().drop { $0 == " " }.reversed().map(String.init).joined()
    }

    /// Encoded-words, none of which cuts a character.
    private static func encoded(_ text: String) -> [String] {
        var words: [String] = []
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if bytes.count + next.count > (words.isEmpty ? firstWordBytes : wordBytes) {
                words.append(word(bytes))
                bytes = []
            }
            bytes += next
        }
        if !bytes.isEmpty { words.append(word(bytes)) }
        return words
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Base64.encode(bytes))?=" }

    private static func isAtomByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
    }
}

/// Base64 with padding (RFC 4648, section 4).
package enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The text of some bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let rest = bytes.count - index
            var group = UInt32(bytes[index]) << 16
            if rest > 1 { group |= UInt32(bytes[index + 1]) << 8 }
            if rest > 2 { group |= UInt32(bytes[index + 2]) }
            for digit in 0..<4 {
                let value = Int(group >> UInt32(18 - 6 * digit)) & 63
                text.append(digit <= rest ? digits[value] : UInt8(ascii: "="))
            }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }
}
