import Testing

@testable import Engine

/// Each limit at its edge: n is read, n + 1 is refused.
@Suite struct JSONLimitsTests {
    private func nested(_ depth: Int, _ open: String, _ close: String, inner: String) -> [UInt8] {
        Array((String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)).utf8)
    }

    @Test(arguments: [("[", "]"), (#"{"k":"#, "}")])
    func `nesting of 32 is read and of 33 refused`(open: String, close: String) throws {
        let limits = JSONLimits()
        #expect(try JSONDocument(parsing: nested(32, open, close, inner: "1"), limits: limits).root.count == 1)
        #expect(throws: JSONError.tooDeep(offset: 32 * open.utf8.count, limit: 32)) {
            try JSONDocument(parsing: nested(33, open, close, inner: "1"), limits: limits)
        }
    }

    @Test func `containers beside each other do not add to the depth`() throws {
        let text = "[" + Array(repeating: #"{"a":[]}"#, count: 100).joined(separator: ",") + "]"
        let limits = JSONLimits(maxDepth: 3)
        #expect(try JSONDocument(parsing: Array(text.utf8), limits: limits).root.count == 100)
        #expect(throws: JSONError.tooDeep(offset: 6, limit: 2)) {
            try JSONDocument(parsing: Array(text.utf8), limits: JSONLimits(maxDepth: 2))
        }
    }

    @Test func `a depth of zero leaves scalars`() throws {
        #expect(try JSONDocument(parsing: [0x31], limits: JSONLimits(maxDepth: 0)).root.int64 == 1)
        #expect(throws: JSONError.tooDeep(offset: 0, limit: 0)) {
            try JSONDocument(parsing: Array("[]".utf8), limits: JSONLimits(maxDepth: 0))
        }
    }

    @Test func `a text of the largest size is read and one byte more refused`() throws {
        let limits = JSONLimits(maxBytes: 100)
        let text = "\"" + String(repeating: "a", count: 98) + "\""
        #expect(try JSONDocument(parsing: Array(text.utf8), limits: limits).root.string?.count == 98)
        #expect(throws: JSONError.tooLarge(bytes: 101, limit: 100)) {
            try JSONDocument(parsing: Array((text + " ").utf8), limits: limits)
        }
    }

    @Test func `an object of 512 members is read and of 513 refused`() throws {
        func object(_ count: Int) -> [UInt8] {
            Array(("{" + (0..<count).map { #""\#($0)":0"# }.joined(separator: ",") + "}").utf8)
        }
        #expect(try JSONDocument(parsing: object(512)).root.count == 512)
        #expect { try JSONDocument(parsing: object(513)) } throws: { error in
            guard case JSONError.tooManyMembers(_, 512) = error else { return false }
            return true
        }
    }

    @Test func `keys and values count together`() throws {
        let text = Array(#"{"a":[1,2]}"#.utf8)
        #expect(try JSONDocument(parsing: text, limits: JSONLimits(maxNodes: 5)).root.count == 1)
        #expect(throws: JSONError.tooManyNodes(offset: 8, limit: 4)) {
            try JSONDocument(parsing: text, limits: JSONLimits(maxNodes: 4))
        }
    }

    @Test func `deep text beyond the limit is refused before its end is seen`() {
        let text = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONError.tooDeep(offset: 32, limit: 32)) { try JSONDocument(parsing: text) }
        let large = JSONLimits(maxDepth: 1_000_000)
        #expect(throws: JSONError.tooManyNodes(offset: 262_144, limit: 262_144)) {
            try JSONDocument(parsing: text, limits: large)
        }
    }
}
