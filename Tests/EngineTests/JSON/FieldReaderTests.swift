import Testing

@testable import Engine

@Suite struct FieldReaderTests {
    struct Line: Equatable {
        let sku: String
        let quantity: Int64
    }

    private func reader(_ text: String) throws -> FieldReader {
        FieldReader(try JSONDocument(parsing: Array(text.utf8)).root)
    }

    private func found(_ reader: FieldReader) -> [String] {
        reader.problems.map { "\($0.pointer) \($0.code)" }
    }

    private func lines(_ reader: inout FieldReader) -> [Line]? {
        reader.array("items", count: 1...3) { item in
            item.unknownFields(allowed: ["sku", "quantity"])
            guard let sku = item.requiredString("sku", max: 8),
                let quantity = item.requiredInt("quantity", 1...1_000_000)
            else { return nil }
            return Line(sku: sku, quantity: quantity)
        }
    }

    @Test func `a good body is read without problems`() throws {
        var reader = try reader(
            #"{"name":"Ann","note":null,"gift":true,"price":59.98,"cost":"1.50","tags":["a","b"],"#
                + #""address":{"city":"Rotterdam"},"items":[{"sku":"a","quantity":2.0},{"sku":"b","quantity":1e1}]}"#
        )
        #expect(reader.requiredString("name", max: 3) == "Ann")
        #expect(reader.optionalString("note", max: 3) == nil)
        #expect(reader.optionalString("absent", max: 3) == nil)
        #expect(reader.requiredBool("gift") == true)
        #expect(reader.optionalBool("absent") == nil)
        #expect(reader.optionalInt("absent", 0...1) == nil)
        #expect(reader.requiredDecimalText("price").map(Array.init) == Array("59.98".utf8))
        #expect(reader.optionalDecimalText("cost").map(Array.init) == Array("1.50".utf8))
        #expect(reader.requiredStrings("tags", count: 0...2, maxLength: 1) == ["a", "b"])
        #expect(reader.object("address") { $0.requiredString("city", max: 9) } == "Rotterdam")
        #expect(reader.optionalObject("absent") { $0.requiredString("city", max: 9) } == nil)
        #expect(lines(&reader) == [Line(sku: "a", quantity: 2), Line(sku: "b", quantity: 10)])
        #expect(reader.value("note")?.isNull == true)
        #expect(reader.problems.isEmpty)
    }

    @Test func `all problems of a body are found at once, each with its pointer`() throws {
        var reader = try reader(
            #"{"name":7,"extra":1,"a/b~c":1,"gift":"yes","items":[{"sku":"","quantity":0,"price":1},5,{"quantity":2.5}],"#
                + #""address":{"zip":"x\u0007"},"tags":["ok",1,""]}"#
        )
        reader.unknownFields(allowed: ["name", "gift", "items", "address", "tags"])
        #expect(reader.requiredString("name", max: 10) == nil)
        #expect(reader.requiredBool("gift") == nil)
        #expect(lines(&reader) == nil)
        let zip = reader.object("address") { address in
            address.report("street", code: "street_unknown", detail: "There is no such street.")
            return address.requiredString("zip", max: 5)
        }
        #expect(zip == nil)
        #expect(reader.requiredStrings("tags", count: 1...3, maxLength: 5) == nil)
        #expect(reader.requiredDecimalText("gone") == nil)
        #expect(
            found(reader) == [
                "/extra unknown_field", "/a~1b~0c unknown_field", "/name wrong_type", "/gift wrong_type",
                "/items/0/price unknown_field", "/items/0/sku too_short", "/items/1 wrong_type",
                "/items/2/sku required", "/address/street street_unknown", "/address/zip invalid_characters",
                "/tags/1 wrong_type", "/tags/2 too_short", "/gone required",
            ]
        )
    }

    static let strings: [(String, Int, Int, FieldText, FieldRule?)] = [
        (#""abc""#, 1, 3, .line, nil), (#""abcd""#, 1, 3, .line, .tooLong), (#""""#, 1, 3, .line, .tooShort),
        (#""""#, 0, 3, .line, nil),
        (#"" ""#, 1, 3, .line, .tooShort), (#""\u00a0\u3000""#, 1, 3, .line, .tooShort), (#"" a""#, 1, 3, .line, nil),
        (#"" ""#, 0, 3, .line, nil),
        (#""ab""#, 3, 5, .line, .tooShort), (#""éé""#, 3, 5, .line, .tooShort), (#""ééé""#, 3, 3, .line, nil),
        (#""😀😀😀""#, 1, 3, .line, nil),
        (#""😀😀😀😀""#, 1, 3, .line, .tooLong), (#""aaaaaaaaaaaaaaaaaaaaa""#, 1, 3, .line, .tooLong),
        (#""\n""#, 0, 3, .line, .invalidCharacters),
        (#""a\nb""#, 1, 3, .line, .invalidCharacters), (#""a\nb""#, 1, 3, .paragraphs, nil),
        (#""a\u0000""#, 1, 3, .paragraphs, .invalidCharacters),
        (#""a\u0000""#, 1, 3, .anything, nil), (#""a\u007f""#, 1, 3, .line, .invalidCharacters),
        (#""a\u0085""#, 1, 3, .line, .invalidCharacters),
        (#""a\u202a""#, 1, 3, .line, .invalidCharacters), (#""a\u202e""#, 1, 3, .paragraphs, .invalidCharacters),
        (#""a\u2066""#, 1, 3, .line, .invalidCharacters),
        (#""a\u2069""#, 1, 3, .line, .invalidCharacters), (#""a\u206a""#, 1, 3, .line, nil),
        (#""a\u202f""#, 1, 3, .line, nil),
        (#""a\u2027""#, 1, 3, .line, nil), (#""a\u2028""#, 1, 3, .line, .invalidCharacters),
        ("1", 1, 3, .line, .wrongType),
        ("[]", 1, 3, .line, .wrongType), ("null", 1, 3, .line, .required), (#""a""#, 0, 0, .line, .tooLong),
        (#""""#, 0, 0, .line, nil),
    ]

    @Test(arguments: strings)
    func `strings are held to length and characters`(
        json: String,
        min: Int,
        max: Int,
        text: FieldText,
        rule: FieldRule?
    ) throws {
        var reader = try reader(#"{"s":\#(json)}"#)
        let value = reader.requiredString("s", min: min, max: max, text: text)
        #expect(reader.problems.map(\.code) == [rule].compactMap(\.?.rawValue))
        #expect((value == nil) == (rule != nil))
        #expect(value == (rule == nil ? reader.node["s"]?.string : nil))
    }

    static let integers: [(String, FieldRule?)] = [
        ("1", nil), ("100", nil), ("1e2", nil), ("1.0", nil), ("0", .outOfRange), ("101", .outOfRange),
        ("-1", .outOfRange),
        ("9223372036854775808", .outOfRange), ("1e400", .outOfRange), ("1.5", .notInteger), ("0.1", .notInteger),
        (#""1""#, .wrongType), ("true", .wrongType), ("{}", .wrongType), ("null", .required),
    ]

    @Test(arguments: integers)
    func `integers are held to their range`(json: String, rule: FieldRule?) throws {
        var reader = try reader(#"{"n":\#(json)}"#)
        #expect((reader.requiredInt("n", 1...100) == nil) == (rule != nil))
        #expect(reader.problems.map(\.code) == [rule].compactMap(\.?.rawValue))
    }

    @Test(arguments: [(0, "too_few"), (1, nil), (3, nil), (4, "too_many")] as [(Int, String?)])
    func `arrays are held to their count at the edges`(count: Int, code: String?) throws {
        let items = Array(repeating: #"{"sku":"a","quantity":1}"#, count: count).joined(separator: ",")
        var reader = try reader(#"{"items":[\#(items)]}"#)
        #expect(lines(&reader)?.count == (code == nil ? count : nil))
        #expect(reader.problems.map(\.code) == [code].compactMap(\.self))
    }

    @Test(arguments: ["[]", "1", "null", #""x""#])
    func `a body that is no object is one problem`(text: String) throws {
        var reader = try reader(text)
        reader.unknownFields(allowed: [])
        #expect(reader.requiredString("a", max: 1) == nil)
        #expect(lines(&reader) == nil)
        #expect(found(reader) == [" wrong_type"])
    }

    @Test func `the number of problems kept is bounded at the edge`() throws {
        for (count, kept) in [(99, 99), (100, 100), (101, 100), (500, 100)] {
            let members = (0..<count).map { #""f\#($0)":0"# }.joined(separator: ",")
            var reader = try reader("{\(members)}")
            reader.unknownFields(allowed: [])
            #expect(reader.problems.count == kept)
        }
    }

    @Test func `a problem knows its place in FastAPI's form`() {
        let problem = FieldProblem(pointer: "/items/0/a~1b~0/01", code: "c", detail: "d")
        #expect(problem.location == [.name("body"), .name("items"), .index(0), .name("a/b~"), .name("01")])
        #expect(FieldProblem(pointer: "", code: "c", detail: "d").location == [.name("body")])
        #expect(FieldProblem(pointer: "/", code: "c", detail: "d").location == [.name("body"), .name("")])
        #expect(FieldProblem(pointer: "/\u{301}x/99999999999999999999", code: "c", detail: "d").location.count == 3)
    }
}
