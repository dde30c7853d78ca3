/// The words of a text as search compares them: without case, without the marks on Latin and Greek letters.
///
/// A word is a run of letters, digits and the marks that belong to them; everything else parts words. Case goes by
/// Unicode's lower-case mappings. A Latin letter with marks becomes the letter its Unicode name begins with (those
/// names never change): é, ę and ễ become e, ø o, ł l, æ ae. ß becomes ss, the dotless ı i, Greek vowels lose
/// their accents, ς becomes σ and ё е. Other scripts keep their marks. Texts without spaces between their words
/// (Chinese, Japanese, Thai) are one word each, found by how they begin.
package enum SearchWords {
    /// A word counts up to here, in bytes of UTF-8; what follows is not compared.
    package static let byteLimit = 64

    /// The words of a text, each once, in the order they first stand there.
    package static func of(_ text: String) -> [String] {
        var words: [String] = []
        var known: Set<String> = []
        var word = WordBuilder()
        for scalar in text.unicodeScalars where !word.take(scalar) {
            if let text = word.finish(), known.insert(text).inserted { words.append(text) }
        }
        if let text = word.finish(), known.insert(text).inserted { words.append(text) }
        return words
    }
}

/// Puts one word together.
private struct WordBuilder {
    private var text = ""
    private var isFull = false

    /// Adds a scalar in its compared form; false when it does not belong to a word.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            switch UInt8(scalar.value) {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), ASCII.zero...ASCII.nine: append(scalar)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): append(Unicode.Scalar(UInt8(scalar.value) | 0x20))
            default: return false
            }
            return true
        }
        guard Self.isInvisible(scalar) || Self.isWordPart(scalar.properties) else { return false }
        for lower in scalar.properties.lowercaseMapping.unicodeScalars {
            if Self.isInvisible(lower) || Self.isDiacritic(lower) { continue }
            for base in Self.base(of: lower) { append(base) }
        }
        return true
    }

    /// The word, nil when there is none; the next one begins empty.
    mutating func finish() -> String? {
        defer { (text, isFull) = ("", false) }
        return text.isEmpty ? nil : text
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        isFull = isFull || text.utf8.count + UTF8.width(scalar) > SearchWords.byteLimit
        if !isFull { text.unicodeScalars.append(scalar) }
    }

    private static func isWordPart(_ properties: Unicode.Scalar.Properties) -> Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: properties.isAlphabetic || properties.numericType != nil
        }
    }

    /// The soft hyphen and the joiners, which stand inside words and are not seen.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        [0xAD, 0x200C, 0x200D].contains(scalar.value)
    }

    /// The blocks of combining marks that are put on letters of any script.
    private static func isDiacritic(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x300...0x36F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F: true
        default: false
        }
    }

    private static let special: [Unicode.Scalar: String] = [
        "ß": "ss", "ı": "i", "ſ": "s", "ς": "σ", "ά": "α", "έ": "ε", "ή": "η", "ί": "ι", "ϊ": "ι", "ΐ": "ι", "ό": "ο",
        "ύ": "υ", "ϋ": "υ", "ΰ": "υ", "ώ": "ω", "ё": "е",
    ]

    /// A lower-case scalar without its marks.
    private static func base(of scalar: Unicode.Scalar) -> String.UnicodeScalarView {
        if let known = special[scalar] { return known.unicodeScalars }
        switch scalar.value {
        case 0xC0...0x24F, 0x1E00...0x1EFF:
            if let letters = latinLetters(scalar.properties.name) { return letters.unicodeScalars }
        default: break
        }
        return String(scalar).unicodeScalars
    }

    /// The one or two letters a name speaks of: `LATIN SMALL LETTER E WITH ACUTE`, `LATIN SMALL LIGATURE OE`.
    private static func latinLetters(_ name: String?) -> String? {
        let words = name?.split(separator: " ") ?? []
        guard words.count >= 4, words[0] == "LATIN", words[1] == "SMALL", ["LETTER", "LIGATURE"].contains(words[2]),
            words[3].utf8.count <= 2, words.count == 4 || words[4] == "WITH"
        else { return nil }
        return words[3].lowercased()
    }
}
