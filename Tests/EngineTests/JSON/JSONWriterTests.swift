import Foundation
import Testing

@testable import Engine

@Suite struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `commas and colons are placed by the writer`() {
        let order = text { json in
            json.beginObject()
            json.field("id", "o-1")
            json.field("total", minorUnits: 5998)
            json.field("count", 3)
            json.field("paid", true)
            json.nullField("note")
            json.arrayField("items") { json in
                json.beginObject()
                json.endObject()
                json.beginObject()
                json.field("q", Int64(-2))
                json.endObject()
                json.string("x")
                json.null()
                json.beginArray()
                json.endArray()
            }
            json.objectField("empty") { _ in }
            json.rawField("raw", Array("[1,2]".utf8))
            json.key(escaping: "a\"<b")
            json.bool(false)
            json.field("max", UInt64.max)
            json.field("none", String?.none)
            json.field("some", Int64?.some(1))
            json.endObject()
        }
        #expect(
            order == #"{"id":"o-1","total":59.98,"count":3,"paid":true,"note":null,"items":[{},{"q":-2},"x",null,[]],"#
                + #""empty":{},"raw":[1,2],"a\"\u003cb":false,"max":18446744073709551615,"none":null,"some":1}"#
        )
    }

    static let amounts: [(Int64, Int, String)] = [
        (5998, 2, "59.98"), (0, 2, "0.00"), (1, 2, "0.01"), (-1, 2, "-0.01"), (-5, 2, "-0.05"), (10, 2, "0.10"),
        (100, 2, "1.00"),
        (9_999_999_999, 2, "99999999.99"), (.max, 2, "92233720368547758.07"), (.min, 2, "-92233720368547758.08"),
        (7, 0, "7"), (-7, 0, "-7"), (.max, 18, "9.223372036854775807"), (.min, 18, "-9.223372036854775808"),
        (5, 3, "0.005"),
        (123_456, 1, "12345.6"),
    ]

    @Test(arguments: amounts)
    func `an amount is written with exactly its decimals`(minorUnits: Int64, decimals: Int, expected: String) {
        #expect(text { $0.fixedPoint(minorUnits: minorUnits, decimals: decimals) } == expected)
    }

    @Test(arguments: [0, 1, 9, 10, 11, 99, 100, 101, 999_999, 1_000_000, Int64.max, Int64.min, -1, -10, -99])
    func `an integer is written with all its digits`(value: Int64) {
        #expect(text { $0.integer(value) } == String(value))
        #expect(text { $0.integer(value.magnitude) } == String(value.magnitude))
    }

    static let escapes: [(String, String)] = [
        ("", #""""#), ("a", #""a""#), ("\"\\", #""\"\\""#), ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
        ("\u{0}\u{1}\u{1F}\u{7F}", "\"\\u0000\\u0001\\u001f\u{7F}\""), ("</script><!--", #""\u003c/script>\u003c!--""#),
        ("a\u{2028}b\u{2029}c", #""a\u2028b\u2029c""#), ("\u{2027}\u{202A}€∑", "\"\u{2027}\u{202A}€∑\""),
        ("\u{2028}\u{2028}", #""\u2028\u2028""#), ("é日😀", "\"é日😀\""), ("€\n", "\"€\\n\""), ("/", #""/""#),
        ("\u{8A8}\u{E0A8}", "\"\u{8A8}\u{E0A8}\""), ("a\u{80}\u{A8}", "\"a\u{80}\u{A8}\""),
        ("âĀ\u{2028}", "\"âĀ\\u2028\""),
    ]

    @Test(arguments: escapes)
    func `strings are escaped for JSON and for HTML around it`(value: String, expected: String) throws {
        let written = text { $0.string(value) }
        #expect(Array(written.utf8) == Array(expected.utf8))
        let read = try JSONDocument(parsing: Array(written.utf8)).root
        #expect(read.isString(value))
    }

    @Test func `every scalar up to U+30FF survives writing and both readers`() throws {
        for code in UInt32(0)...0x30FF {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let value = "a\(scalar)b"
            var writer = JSONWriter()
            writer.string(value)
            let bytes = writer.bytes
            #expect(try JSONDocument(parsing: bytes).root.isString(value), "U+\(String(code, radix: 16))")
            let other = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) as? String
            #expect(
                other.map { Array($0.unicodeScalars) } == Array(value.unicodeScalars),
                "U+\(String(code, radix: 16))"
            )
        }
    }

    @Test func `an error of the body passes through a field`() {
        struct Stop: Error {}
        var writer = JSONWriter()
        writer.beginObject()
        #expect(throws: Stop.self) { try writer.objectField("a") { _ throws(Stop) in throw Stop() } }
    }

    @Test func `sixty-four containers nest`() throws {
        var writer = JSONWriter()
        for _ in 0..<32 {
            writer.beginArray()
            writer.beginObject()
            writer.key("k")
        }
        writer.null()
        for _ in 0..<32 {
            writer.endObject()
            writer.endArray()
        }
        let document = try JSONDocument(parsing: writer.bytes, limits: JSONLimits(maxDepth: 64))
        #expect(document.root.count == 1)
    }

    @Test func `a value in an object without a key traps`() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.beginObject()
            writer.null()
        }
    }

    @Test func `an unfinished text traps`() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.beginArray()
            _ = writer.bytes
        }
    }

    @Test func `a key without a value traps`() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("a")
            writer.endObject()
        }
    }

    @Test func `two values in one text trap`() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.null()
            writer.null()
        }
    }
}
