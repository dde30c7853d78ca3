/// Comma-separated values (RFC 4180).
enum CSV {
    /// A row of a file.
    struct Row: Sendable, Equatable {
        /// Its number from 1 on, empty rows counted, as a spreadsheet shows it.
        var number: Int
        /// Its fields, without the quotes around them.
        var fields: [String]
    }

    /// The rows of a text. A byte order mark is left out, and so are empty rows; rows end with CR LF, LF or CR.
    ///
    /// - Throws: for bytes that are not UTF-8, a quote that is not closed, and characters beside a quoted field.
    static func rows(_ bytes: [UInt8]) throws(CatalogueFile.Flaw) -> [Row] {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw CatalogueFile.Flaw(line: 1, reason: "the file is not UTF-8")
        }
        var reader = CSVReader()
        for byte in bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...] { try reader.take(byte) }
        return try reader.finish()
    }

    /// A row with its end, CR LF; fields are quoted where that is needed.
    static func line(_ fields: [String]) -> [UInt8] {
        var line: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            append(field, to: &line)
        }
        line += [0x0D, 0x0A]
        return line
    }

    private static func append(_ field: String, to line: inout [UInt8]) {
        let bytes = field.utf8
        // Spaces at the edges are data; some programs drop them from fields without quotes.
        let isPlain =
            bytes.first != UInt8(ascii: " ") && bytes.last != UInt8(ascii: " ")
            && !bytes.contains { [0x22, 0x2C, 0x0D, 0x0A].contains($0) }
        if isPlain {
            line += bytes
            return
        }
        line.append(0x22)
        for byte in bytes {
            if byte == 0x22 { line.append(0x22) }
            line.append(byte)
        }
        line.append(0x22)
    }
}

/// Takes a text byte by byte and keeps its rows. All signs of the format are ASCII, so bytes of UTF-8 pass unseen.
private struct CSVReader {
    private enum Place {
        /// At the beginning of a field.
        case start
        /// In a field without quotes.
        case plain
        /// Between quotes.
        case quoted
        /// Behind a quote that closes the field, or is the first of a pair.
        case quote
    }

    private var rows: [CSV.Row] = []
    private var fields: [String] = []
    private var field: [UInt8] = []
    private var place = Place.start
    private var number = 1
    private var follows = false

    mutating func take(_ byte: UInt8) throws(CatalogueFile.Flaw) {
        if follows {
            // The LF of a CR LF, whose row has ended with the CR.
            follows = false
            if byte == 0x0A { return }
        }
        switch (place, byte) {
        case (.quoted, 0x22): place = .quote
        case (.quoted, _): field.append(byte)
        case (.quote, 0x22):
            field.append(0x22)
            place = .quoted
        case (.start, 0x22): place = .quoted
        case (_, UInt8(ascii: ",")): endField()
        case (_, 0x0D), (_, 0x0A):
            endRow()
            follows = byte == 0x0D
        case (.quote, _): throw CatalogueFile.Flaw(line: number, reason: "something stands behind a closing quote")
        case (.plain, 0x22):
            throw CatalogueFile.Flaw(line: number, reason: "a quote stands inside a field without quotes")
        case (_, _):
            field.append(byte)
            place = .plain
        }
    }

    mutating func finish() throws(CatalogueFile.Flaw) -> [CSV.Row] {
        guard place != .quoted else { throw CatalogueFile.Flaw(line: number, reason: "a quote is not closed") }
        if place != .start || !fields.isEmpty { endRow() }
        return rows
    }

    private mutating func endField() {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
        place = .start
    }

    private mutating func endRow() {
        let isEmpty = fields.isEmpty && place == .start
        endField()
        if !isEmpty { rows.append(CSV.Row(number: number, fields: fields)) }
        fields.removeAll(keepingCapacity: true)
        number += 1
    }
}

/// Text in a file that somebody may open with a spreadsheet.
///
/// A spreadsheet computes a field that begins with `=`, `+`, `-`, `@` (also in their full-width forms) or with a control
/// character that it drops before one, and a name that somebody typed could become a program there. Such a text is
/// written with an apostrophe in front, which spreadsheets take as "this is text". So that reading a file gives back what was written,
/// a text of apostrophes and then such a character gets one more, and reading takes one away from it.
enum SpreadsheetText {
    /// The text as it is written to a file.
    static func escaped(_ text: String) -> String { isComputed(text) ? "'\(text)" : text }

    /// The text as it was before it was written to a file.
    static func unescaped(_ text: String) -> String {
        text.utf8.first == UInt8(ascii: "'") && isComputed(text) ? String(text.unicodeScalars.dropFirst()) : text
    }

    private static func isComputed(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first(where: { $0 != "'" }) else { return false }
        return "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(first)
    }
}
