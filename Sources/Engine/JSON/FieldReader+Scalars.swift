/// What characters a string field may hold.
package enum FieldText: Sendable {
    /// No control characters (U+0000–001F, U+007F–009F), no line separators (U+2028, U+2029), and none of the invisible
    /// marks that reorder the text around them (U+202A–202E, U+2066–2069).
    case line
    /// As `line`, but tab, line feed and carriage return are allowed.
    case paragraphs
    /// Any character; for secrets, which are hashed and never shown.
    case anything

    /// Whether a text is printable ASCII after a first character that is no space: as most are, and no rule minds.
    static func isPlain(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first != UInt8(ascii: " "), !bytes.isEmpty else { return false }
        for byte in bytes where byte &- 0x20 >= 0x5F { return false }
        return true
    }

    func allows(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: self != .line
        case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: self == .anything
        default: true
        }
    }
}

extension FieldReader {
    /// Reads a string of `min` to `max` Unicode scalars; absent or `null` is noted.
    ///
    /// With a `min` above 0, white space alone is too short. The text is returned as sent, not trimmed or normalised.
    package mutating func requiredString(
        _ key: String,
        min: Int = 1,
        max: Int,
        text: FieldText = .line
    ) -> String? {
        required(key).flatMap { string($0, key, min: min, max: max, text: text) }
    }

    /// Reads a string if it is there, see `requiredString(_:min:max:text:)`.
    package mutating func optionalString(
        _ key: String,
        min: Int = 0,
        max: Int,
        text: FieldText = .line
    ) -> String? {
        optional(key).flatMap { string($0, key, min: min, max: max, text: text) }
    }

    private mutating func string(_ value: JSONNode, _ key: String, min: Int, max: Int, text: FieldText) -> String? {
        checkedString(value, at: { JSONPointer.appending(key, to: $0) }, min: min, max: max, text: text)
    }

    /// Checks a string; `place` makes its pointer from the pointer of this object when there is something to note.
    private mutating func checkedString(
        _ value: JSONNode,
        at place: (String) -> String,
        min: Int,
        max: Int,
        text: FieldText
    ) -> String? {
        guard let bytes = value.stringBytes else {
            note(.wrongType, at: place(pointer), "A string is expected.")
            return nil
        }
        if bytes.count <= max, bytes.count >= min, FieldText.isPlain(bytes) {
            return String(decoding: bytes, as: UTF8.self)
        }
        // A scalar has one to four bytes, so a text that is far too long is refused before it is decoded.
        let scalars = bytes.count / 4 <= max ? String(decoding: bytes, as: UTF8.self).unicodeScalars : nil
        guard let scalars, bytes.count <= max || scalars.count <= max else {
            note(.tooLong, at: place(pointer), "At most \(max) characters are allowed.")
            return nil
        }
        if min > 0, scalars.count < min || scalars.allSatisfy(\.properties.isWhitespace) {
            note(.tooShort, at: place(pointer), "At least \(min) characters are expected, and not only white space.")
            return nil
        }
        guard scalars.allSatisfy(text.allows) else {
            note(.invalidCharacters, at: place(pointer), "Control and text direction characters are not allowed.")
            return nil
        }
        return String(scalars)
    }

    /// Reads an integer in `range`; absent or `null` is noted. `2.0` is 2, `2.5` and `"2"` are refused.
    package mutating func requiredInt(_ key: String, _ range: ClosedRange<Int64>) -> Int64? {
        required(key).flatMap { integer($0, key, range) }
    }

    /// Reads an integer if it is there, see `requiredInt(_:_:)`.
    package mutating func optionalInt(_ key: String, _ range: ClosedRange<Int64>) -> Int64? {
        optional(key).flatMap { integer($0, key, range) }
    }

    private mutating func integer(_ value: JSONNode, _ key: String, _ range: ClosedRange<Int64>) -> Int64? {
        guard let text = value.numberText else {
            note(.wrongType, key, "An integer is expected.")
            return nil
        }
        switch JSONInteger.read(text) {
        case .integer(let number) where range.contains(number):
            return number
        case .integer, .tooLarge:
            note(.outOfRange, key, "An integer from \(range.lowerBound) to \(range.upperBound) is expected.")
        case .fraction:
            note(.notInteger, key, "A whole number is expected.")
        }
        return nil
    }

    /// Reads `true` or `false`; absent or `null` is noted.
    package mutating func requiredBool(_ key: String) -> Bool? {
        required(key).flatMap { bool($0, key) }
    }

    /// Reads `true` or `false` if it is there.
    package mutating func optionalBool(_ key: String) -> Bool? {
        optional(key).flatMap { bool($0, key) }
    }

    private mutating func bool(_ value: JSONNode, _ key: String) -> Bool? {
        if let bool = value.bool { return bool }
        note(.wrongType, key, "true or false is expected.")
        return nil
    }

    /// The characters of a number, or of a string that holds one, for amounts; absent or `null` is noted.
    ///
    /// Only the type is checked: a string's content is for the caller to parse, as is the number of decimals.
    package mutating func requiredDecimalText(_ key: String) -> ArraySlice<UInt8>? {
        required(key).flatMap { decimalText($0, key) }
    }

    /// The characters of a number or string if it is there, see `requiredDecimalText(_:)`.
    package mutating func optionalDecimalText(_ key: String) -> ArraySlice<UInt8>? {
        optional(key).flatMap { decimalText($0, key) }
    }

    private mutating func decimalText(_ value: JSONNode, _ key: String) -> ArraySlice<UInt8>? {
        if let text = value.numberText ?? value.stringBytes { return text }
        note(.wrongType, key, "A number or a decimal string is expected.")
        return nil
    }

    /// Reads an array of strings, each of 1 to `maxLength` Unicode scalars; absent or `null` is noted.
    package mutating func requiredStrings(_ key: String, count: ClosedRange<Int>, maxLength: Int) -> [String]? {
        guard let array = requiredArray(key, count: count) else { return nil }
        var result: [String] = []
        result.reserveCapacity(array.count)
        for (index, value) in array.elements.enumerated() {
            let string = checkedString(
                value,
                at: { JSONPointer.appending(index, to: JSONPointer.appending(key, to: $0)) },
                min: 1,
                max: maxLength,
                text: .line
            )
            if let string { result.append(string) }
        }
        return result.count == array.count ? result : nil
    }
}
