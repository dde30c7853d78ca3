/// Text in lines of at most 76 ASCII characters (RFC 2045, section 6.7).
package enum QuotedPrintable {
    private static let lineLimit = 76
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// The encoded text; every line end becomes CRLF, and there is one at the end.
    package static func encode(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            append(Array(line.utf8), to: &output)
            output += [0x0D, 0x0A]
        }
        return output
    }

    private static func append(_ line: [UInt8], to output: inout [UInt8]) {
        var column = 0
        for (index, byte) in line.enumerated() {
            let token = self.token(byte, isLast: index == line.count - 1)
            // One place stays for the sign that a line goes on.
            if column + token.count > lineLimit - 1 {
                output += Array("=\r\n".utf8)
                column = 0
            }
            output += token
            column += token.count
        }
    }

    /// Blanks at the end of a line would be lost on the way.
    private static func token(_ byte: UInt8, isLast: Bool) -> [UInt8] {
        let isBlank = byte == 0x20 || byte == 0x09
        let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
        if isPlain || (isBlank && !isLast) { return [byte] }
        return [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
