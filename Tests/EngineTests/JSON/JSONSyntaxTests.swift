import Testing

@testable import Engine

/// The grammar as tables: what is read, and what is refused with which error at which byte.
@Suite struct JSONSyntaxTests {
    static let accepted: [String] = [
        "null", "true", "false", "0", "-0", "1", "-1", "10", "123456789012345678901234567890", "0.0", "-0.0", "1.5",
        "0.1e1", "1e2", "1E2", "1e+2", "1E+2", "1e-2", "1.25E-10", "0e0", "0e+9", "1e999999999", "-1e-999999999",
        "1.000000000000000000000000000000000000001",
        #""""#, #"" ""#, #""a""#, #""a/b""#, #""\/""#, #""\"""#, #""\\""#, #""\b\f\n\r\t""#, #""\u0000""#, #""\u0041""#,
        #""\u00e9""#, #""\u00E9""#, #""\uFFFF""#, #""\uD83D\uDE00""#, #""\udbff\udfff""#, #""\ud800\udc00""#,
        #""\u2028""#,
        #""\\u0000""#, #""\\\\""#, "\"\u{7F}\"", "\"\u{80}\"", "\"é\"", "\"日本\"", "\"😀\"", "\"\u{10FFFF}\"",
        "\"\u{FFFD}\"",
        "\"\u{FEFF}\"", "\"\u{2028}\"", "\"\u{D7FF}\u{E000}\"", "\"//\"", "\"/*\"", "\"[\"",
        "[]", "{}", "[ ]", "{ }", "[[]]", "[{}]", "[[],[]]", "[[[[[[]]]]]]", "[1]", "[1,2]", "[ 1 , 2 ]",
        "[null,true,false]",
        "[\"\"]", "[[1],[2]]", "[1,[2,[3,[4]]],5]", "[-1,-2]", "[1\n]", "[\t1\r\n]",
        #"{"a":1}"#, #"{"":0}"#, #"{"a":{}}"#, #"{"a":[]}"#, #"{"a":null}"#, #"{"a":1,"b":2}"#, #"{"a":{"a":{"a":1}}}"#,
        #"{ "a" : 1 , "b" : [ ] }"#, #"{"a":1,"A":2}"#, #"{"a":1,"a ":2}"#, #"{"é":1,"e\u0301":2}"#, #"{"\u0000":1}"#,
        #"[{"a":1},{"a":1}]"#, #"{"a":{"b":1},"b":{"a":1}}"#, " 1", "1 ", "\n\t\r 1\n\t\r ", " [] ", "\"\"\n",
    ]

    @Test(arguments: accepted)
    func `a text of the grammar is read`(text: String) throws {
        let document = try JSONDocument(parsing: Array(text.utf8))
        let trimmed = text.utf8.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed()
        #expect(Array(document.root.rawText) == Array(trimmed))
    }

    static let refused: [(String, JSONError)] = [
        ("", .empty), (" ", .empty), ("\n\t\r ", .empty),
        // Words and numbers
        ("nul", .unexpectedEnd(offset: 3)), ("nulL", .invalidLiteral(offset: 0)), ("nullx", .trailingData(offset: 4)),
        ("NULL", .invalidLiteral(offset: 0)), ("True", .invalidLiteral(offset: 0)), ("tru", .unexpectedEnd(offset: 3)),
        ("fals", .unexpectedEnd(offset: 4)), ("falsy", .invalidLiteral(offset: 0)),
        ("truefalse", .trailingData(offset: 4)),
        ("NaN", .invalidLiteral(offset: 0)), ("nan", .invalidLiteral(offset: 0)),
        ("Infinity", .invalidLiteral(offset: 0)),
        ("-Infinity", .invalidNumber(offset: 1)), ("-NaN", .invalidNumber(offset: 1)),
        ("undefined", .invalidLiteral(offset: 0)),
        ("-", .unexpectedEnd(offset: 1)), ("--1", .invalidNumber(offset: 1)), ("+1", .invalidNumber(offset: 0)),
        (".5", .invalidNumber(offset: 0)), ("-.5", .invalidNumber(offset: 1)), ("1.", .unexpectedEnd(offset: 2)),
        ("[1.]", .invalidNumber(offset: 3)), ("1.e1", .invalidNumber(offset: 2)), ("1e", .unexpectedEnd(offset: 2)),
        ("1e+", .unexpectedEnd(offset: 3)), ("[1e]", .invalidNumber(offset: 3)), ("[1e-]", .invalidNumber(offset: 4)),
        ("1e1.5", .trailingData(offset: 3)), ("1.5.5", .trailingData(offset: 3)), ("01", .leadingZero(offset: 0)),
        ("-01", .leadingZero(offset: 1)), ("00", .leadingZero(offset: 0)), ("[012]", .leadingZero(offset: 1)),
        ("0x1F", .trailingData(offset: 1)), ("1_000", .trailingData(offset: 1)), ("1,5", .trailingData(offset: 1)),
        ("1 2", .trailingData(offset: 2)), ("[1 2]", .unexpectedByte(offset: 3, expected: .commaOrBracket)),
        ("[1a]", .unexpectedByte(offset: 2, expected: .commaOrBracket)), ("- 1", .invalidNumber(offset: 1)),
        ("１", .unexpectedByte(offset: 0, expected: .value)),
        // Strings
        ("\"", .unexpectedEnd(offset: 1)), ("\"abc", .unexpectedEnd(offset: 4)), (#""\""#, .unexpectedEnd(offset: 3)),
        (#""\"#, .unexpectedEnd(offset: 2)), ("'a'", .unexpectedByte(offset: 0, expected: .value)),
        ("abc", .invalidLiteral(offset: 0)), (#""\x41""#, .invalidEscape(offset: 1)),
        (#""\a""#, .invalidEscape(offset: 1)),
        (#""\'""#, .invalidEscape(offset: 1)), (#""\U0041""#, .invalidEscape(offset: 1)),
        (#""\0""#, .invalidEscape(offset: 1)),
        (#""\u""#, .invalidEscape(offset: 1)), (#""\u12""#, .invalidEscape(offset: 1)),
        (#""\u123""#, .invalidEscape(offset: 1)),
        (#""\u12G4""#, .invalidEscape(offset: 1)), (#""\u+123""#, .invalidEscape(offset: 1)),
        (#""\u{41}""#, .invalidEscape(offset: 1)),
        ("\"\\\u{E9}\"", .invalidEscape(offset: 1)), ("\"a\nb\"", .controlCharacter(offset: 2)),
        ("\"\t\"", .controlCharacter(offset: 1)), ("\"\u{1F}\"", .controlCharacter(offset: 1)),
        ("\"\r\"", .controlCharacter(offset: 1)),
        ("\"\u{0}\"", .nulByte(offset: 1)),
        (#""\ud800""#, .loneSurrogate(offset: 1)), (#""\udc00""#, .loneSurrogate(offset: 1)),
        (#""\ud800x""#, .loneSurrogate(offset: 1)),
        (#""\ud800\n""#, .loneSurrogate(offset: 1)), (#""\ud800\u0041""#, .loneSurrogate(offset: 1)),
        (#""\ud800\ud800""#, .loneSurrogate(offset: 1)), (#""\udc00\ud800""#, .loneSurrogate(offset: 1)),
        (#""a\uDFFF""#, .loneSurrogate(offset: 2)), (#""\ud800\udc0""#, .loneSurrogate(offset: 1)),
        // Arrays
        ("[", .unexpectedEnd(offset: 1)), ("[1", .unexpectedEnd(offset: 2)), ("[1,", .unexpectedEnd(offset: 3)),
        ("]", .unexpectedByte(offset: 0, expected: .value)), ("[1,]", .trailingComma(offset: 3)),
        ("[1 , ]", .trailingComma(offset: 5)), ("[,]", .unexpectedByte(offset: 1, expected: .value)),
        ("[,1]", .unexpectedByte(offset: 1, expected: .value)),
        ("[1,,2]", .unexpectedByte(offset: 3, expected: .value)),
        ("[1}", .unexpectedByte(offset: 2, expected: .commaOrBracket)), ("[1]]", .trailingData(offset: 3)),
        ("[1],", .trailingData(offset: 3)), ("[][]", .trailingData(offset: 2)),
        ("[1:2]", .unexpectedByte(offset: 2, expected: .commaOrBracket)),
        ("[\"a\"", .unexpectedEnd(offset: 4)), ("[[]", .unexpectedEnd(offset: 3)),
        // Objects
        ("{", .unexpectedEnd(offset: 1)), ("}", .unexpectedByte(offset: 0, expected: .value)),
        (#"{"a""#, .unexpectedEnd(offset: 4)),
        (#"{"a":"#, .unexpectedEnd(offset: 5)), (#"{"a":1"#, .unexpectedEnd(offset: 6)),
        (#"{"a":1,"#, .unexpectedEnd(offset: 7)),
        (#"{"a"}"#, .unexpectedByte(offset: 4, expected: .colon)),
        (#"{"a" 1}"#, .unexpectedByte(offset: 5, expected: .colon)),
        (#"{"a"=1}"#, .unexpectedByte(offset: 4, expected: .colon)),
        (#"{"a"::1}"#, .unexpectedByte(offset: 5, expected: .value)),
        (#"{"a":}"#, .unexpectedByte(offset: 5, expected: .value)), (#"{"a":1,}"#, .trailingComma(offset: 7)),
        (#"{"a":1,,"b":2}"#, .unexpectedByte(offset: 7, expected: .key)),
        ("{,}", .unexpectedByte(offset: 1, expected: .key)),
        ("{a:1}", .unexpectedByte(offset: 1, expected: .key)), ("{'a':1}", .unexpectedByte(offset: 1, expected: .key)),
        ("{1:1}", .unexpectedByte(offset: 1, expected: .key)), ("{null:1}", .unexpectedByte(offset: 1, expected: .key)),
        ("{[]:1}", .unexpectedByte(offset: 1, expected: .key)),
        (#"{"a":1]"#, .unexpectedByte(offset: 6, expected: .commaOrBrace)),
        (#"{"a":1 "b":2}"#, .unexpectedByte(offset: 7, expected: .commaOrBrace)), ("{}}", .trailingData(offset: 2)),
        (#"{"a":1}{"b":2}"#, .trailingData(offset: 7)), (#"{"a\q":1}"#, .invalidEscape(offset: 3)),
        // Comments, other white space, NUL
        ("/* c */ 1", .comment(offset: 0)), ("1 // c", .comment(offset: 2)), ("[1/**/]", .comment(offset: 2)),
        ("{/**/}", .comment(offset: 1)), (#"{"a"/**/:1}"#, .comment(offset: 4)),
        ("# c", .unexpectedByte(offset: 0, expected: .value)),
        ("\u{A0}1", .unexpectedByte(offset: 0, expected: .value)),
        ("\u{0B}1", .unexpectedByte(offset: 0, expected: .value)),
        ("[\u{0C}1]", .unexpectedByte(offset: 1, expected: .value)), ("1\u{0}", .nulByte(offset: 1)),
        ("\u{0}", .nulByte(offset: 0)),
        ("[1\u{0}]", .nulByte(offset: 2)), ("{\u{0}\"\u{0}", .nulByte(offset: 1)), ("\u{FEFF}1", .byteOrderMark),
        ("\u{FEFF}", .byteOrderMark),
    ]

    @Test(arguments: refused)
    func `a text outside the grammar is refused at the byte at fault`(text: String, error: JSONError) {
        #expect(throws: error) { try JSONDocument(parsing: Array(text.utf8)) }
        #expect(error.explanation.hasSuffix("."))
        #expect((0...text.utf8.count).contains(error.offset))
    }

    static let refusedBytes: [([UInt8], JSONError)] = [
        ([0xFE, 0xFF, 0x00, 0x31], .byteOrderMark), ([0xFF, 0xFE, 0x31, 0x00], .byteOrderMark),
        ([0xEF, 0xBB, 0xBF], .byteOrderMark),
        ([0x22, 0x80, 0x22], .invalidUTF8(offset: 1)), ([0x22, 0xBF, 0x22], .invalidUTF8(offset: 1)),
        ([0x22, 0xC0, 0x80, 0x22], .invalidUTF8(offset: 1)), ([0x22, 0xC1, 0xBF, 0x22], .invalidUTF8(offset: 1)),
        ([0x22, 0xC3, 0x22], .invalidUTF8(offset: 1)), ([0x22, 0xC3], .invalidUTF8(offset: 1)),
        ([0x22, 0xE0, 0x9F, 0xBF, 0x22], .invalidUTF8(offset: 1)),
        ([0x22, 0xED, 0xA0, 0x80, 0x22], .invalidUTF8(offset: 1)),
        ([0x22, 0xED, 0xBF, 0xBF, 0x22], .invalidUTF8(offset: 1)), ([0x22, 0xE2, 0x82, 0x22], .invalidUTF8(offset: 1)),
        ([0x22, 0xE2, 0x82], .invalidUTF8(offset: 1)), ([0x22, 0xE2], .invalidUTF8(offset: 1)),
        ([0x22, 0xF0, 0x8F, 0xBF, 0xBF, 0x22], .invalidUTF8(offset: 1)),
        ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], .invalidUTF8(offset: 1)),
        ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], .invalidUTF8(offset: 1)), ([0x22, 0xFF, 0x22], .invalidUTF8(offset: 1)),
        ([0x22, 0xF0, 0x9F, 0x98, 0x22], .invalidUTF8(offset: 1)),
        ([0x22, 0x61, 0xF0, 0x9F, 0x98], .invalidUTF8(offset: 2)),
        ([0x5B, 0xFF, 0x5D], .unexpectedByte(offset: 1, expected: .value)),
    ]

    @Test(arguments: refusedBytes)
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8], error: JSONError) {
        #expect(throws: error) { try JSONDocument(parsing: bytes) }
    }

    @Test func `the tables are as large as they should be`() {
        #expect(Self.accepted.count + Self.refused.count + Self.refusedBytes.count >= 120)
    }

    static let duplicates: [(String, String, Int)] = [
        (#"{"a":1,"a":2}"#, "/a", 7),
        (#"{"a":1,"b":2,"a":3,"b":4}"#, "/a", 13),
        (#"{"a":1,"\u0061":2}"#, "/a", 7),
        (#"{"\u0061":1,"a":2}"#, "/a", 12),
        (#"{"":1,"":2}"#, "/", 6),
        (#"{"a":{"b":[0,{"c~/d":1,"c~/d":1}]}}"#, "/a/b/1/c~0~1d", 23),
        (#"[[],{"price":1,"price":999}]"#, "/1/price", 15),
        (#"{"x":{"y":1,"y":1},"x":2}"#, "/x/y", 12),
        (#"{"é":1,"\u00e9":2}"#, "/é", 8),
    ]

    @Test(arguments: duplicates)
    func `a key given twice is refused with its pointer`(text: String, pointer: String, offset: Int) {
        #expect(throws: JSONError.duplicateKey(pointer: pointer, offset: offset)) {
            try JSONDocument(parsing: Array(text.utf8))
        }
    }

    @Test(arguments: [2, 3, 15, 16, 17, 18, 64, 511])
    func `one repeated key is found among any number of others`(count: Int) throws {
        let distinct = (0..<count).map { #""key\#($0)":\#($0)"# }
        #expect(try JSONDocument(parsing: Array("{\(distinct.joined(separator: ","))}".utf8)).root.count == count)
        for repeated in [0, count / 2, count - 1] {
            let text = "{" + distinct.joined(separator: ",") + #","key\#(repeated)":0}"#
            let offset = "{\(distinct.joined(separator: ",")),".utf8.count
            #expect(throws: JSONError.duplicateKey(pointer: "/key\(repeated)", offset: offset)) {
                try JSONDocument(parsing: Array(text.utf8))
            }
        }
    }

    @Test func `of several repeated keys the first repetition is named`() {
        let keys = (0..<20).map { "k\($0)" } + ["k7", "k3", "k19"]
        let text = "{" + keys.map { #""\#($0)":0"# }.joined(separator: ",") + "}"
        #expect { try JSONDocument(parsing: Array(text.utf8)) } throws: { error in
            guard case JSONError.duplicateKey("/k7", _) = error else { return false }
            return true
        }
    }
}
