import Testing

@testable import Engine

@Suite struct JSONNodeTests {
    private func root(_ text: String) throws -> JSONNode {
        try JSONDocument(parsing: Array(text.utf8)).root
    }

    static let integers: [(String, Int64?)] = [
        ("0", 0), ("-0", 0), ("0.0", 0), ("-0.000", 0), ("0e999999999999999999999", 0), ("0e-99999999999999999999", 0),
        ("1", 1), ("-1", -1), ("1.0", 1), ("1.000000000000000000000000000000000", 1), ("1e2", 100), ("1E+2", 100),
        ("100e-2", 1),
        ("1.5e1", 15), ("1.25e2", 125), ("0.1e1", 1), ("0.001e3", 1), ("120e-1", 12), ("1020.30e1", 10203),
        ("100000000000000000000e-20", 1), ("1000000000000000000000000000000000000000e-39", 1),
        ("1e18", 1_000_000_000_000_000_000),
        ("0.00000000000000000000000000001e29", 1), ("9007199254740993", 9_007_199_254_740_993),
        ("922337203685477580.7e1", .max),
        ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775807.000", .max),
        ("9223372036854775808", nil), ("-9223372036854775809", nil), ("18446744073709551615", nil),
        ("18446744073709551616", nil),
        ("1e19", nil), ("1e400", nil), ("1e99999999999999999999999", nil), ("123456789012345678901234567890", nil),
        ("0.1", nil), ("1.5", nil), ("1e-1", nil), ("1.25e1", nil), ("-0.5", nil), ("1e-99999999999999999999999", nil),
        ("0.99999999999999999999999999999999", nil), ("9223372036854775807.5", nil),
    ]

    @Test(arguments: integers)
    func `integers are exact or absent`(text: String, expected: Int64?) throws {
        let node = try root(text)
        #expect(node.int64 == expected)
        #expect(node.numberText.map(Array.init) == Array(text.utf8))
    }

    @Test func `a fraction and a number too large are told apart`() {
        func read(_ text: String) -> JSONInteger.Reading { JSONInteger.read(Array(text.utf8)[...]) }
        #expect(read("123456789012345678901234567890.5") == .fraction)
        #expect(read("123456789012345678901234567890") == .tooLarge)
        #expect(read("1e-400") == .fraction)
        #expect(read("-1e400") == .tooLarge)
    }

    @Test func `the digits of money arrive as they were sent`() throws {
        let document = try root(#"{"a":59.98,"b":0.10,"c":1e1,"d":99999999999999999999.99}"#)
        let digits = document.members.map { $0.value.numberText.map { String(decoding: $0, as: UTF8.self) } }
        #expect(digits == ["59.98", "0.10", "1e1", "99999999999999999999.99"])
    }

    static let strings: [(String, String)] = [
        (#""""#, ""), (#""plain""#, "plain"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u20AC""#, "Aé€"),
        (#""x\uD83D\uDE00y""#, "x😀y"), (#""\ud800\udc00\udbff\udfff""#, "\u{10000}\u{10FFFF}"), (#""\u0000""#, "\u{0}"),
        (#""\\u0041""#, "\\u0041"), ("\"é日😀\"", "é日😀"), (#""日\n""#, "日\n"),
        (#""\u007f\u0080\u07ff\u0800\uffff""#, "\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}"),
    ]

    @Test(arguments: strings)
    func `escapes are resolved`(text: String, expected: String) throws {
        let node = try root(text)
        #expect(node.string.map { Array($0.utf8) } == Array(expected.utf8))
        #expect(node.stringBytes.map(Array.init) == Array(expected.utf8))
        #expect(node.isString(expected))
        #expect(!node.isString(expected + "x"))
        #expect(!node.isString("x" + expected))
    }

    @Test func `strings are compared as bytes, not as characters`() throws {
        let composed = try root("\"\u{E9}\"")
        #expect(composed.isString("\u{E9}"))
        #expect(!composed.isString("e\u{301}"))
        #expect(try root("{\"\u{E9}\":1}")["e\u{301}"] == nil)
    }

    @Test func `members are found past nested values and through escapes`() throws {
        let object = try root(#"{"a":{"z":[1,{"z":2}]},"":3,"\u007a":4,"last":null}"#)
        #expect(object["z"]?.int64 == 4)
        #expect(object[""]?.int64 == 3)
        #expect(object["last"]?.isNull == true)
        #expect(object["missing"] == nil)
        #expect(object["a"]?["z"]?.count == 2)
        #expect(object["a"]?["a"] == nil)
        #expect(object.members.map(\.key) == ["a", "", "z", "last"])
        #expect(object.members.map(\.keyOffset) == [1, 23, 28, 39])
        #expect(object.elements.map(\.kind).isEmpty)
    }

    @Test func `elements come in order with their raw text`() throws {
        let array = try root(#" [ 1, "a" , [ 2 ,3] , {"b" : 4}, null, true,false ] "#)
        let raw = array.elements.map { String(decoding: $0.rawText, as: UTF8.self) }
        #expect(raw == ["1", #""a""#, "[ 2 ,3]", #"{"b" : 4}"#, "null", "true", "false"])
        #expect(array.elements.map(\.kind) == [.number, .string, .array, .object, .null, .bool, .bool])
        #expect(array.elements.map(\.bool) == [nil, nil, nil, nil, nil, true, false])
        #expect(array.members.map(\.key).isEmpty)
        #expect(array["b"] == nil)
        #expect(array.offset == 1)
    }

    @Test func `accessors of another kind give nothing`() throws {
        let number = try root("1")
        #expect(number.string == nil && number.bool == nil && !number.isNull && number.count == 0)
        let string = try root(#""1""#)
        #expect(string.int64 == nil && string.numberText == nil && string.bool == nil)
        #expect(try root("null").isString("null") == false)
    }
}
