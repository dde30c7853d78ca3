/// One value of a document: a reference to its place on the tape, cheap to copy.
package struct JSONNode: Sendable {
    let tape: JSONTape
    let index: Int

    private var record: JSONTape.Node { tape.nodes[index] }

    /// What the value is.
    package var kind: JSONKind { record.kind }

    /// Whether the value is the literal `null`; an absent member has no node at all.
    package var isNull: Bool { record.kind == .null }

    /// True or false, or nil when the value is not a boolean.
    package var bool: Bool? {
        let record = record
        return record.kind == .bool ? tape.source[Int(record.start)] == UInt8(ascii: "t") : nil
    }

    /// The value exactly as it was sent, quotes, brackets and inner white space included.
    package var rawText: ArraySlice<UInt8> {
        let record = record
        return tape.source[Int(record.start)..<Int(record.end)]
    }

    /// The position of the value's first byte in the text, counted from 0.
    package var offset: Int { Int(record.start) }

    /// Members of an object or elements of an array; 0 for a scalar.
    package var count: Int { Int(record.count) }
}

// MARK: - Numbers

extension JSONNode {
    /// The number's characters as sent, or nil when the value is not a number.
    package var numberText: ArraySlice<UInt8>? { kind == .number ? rawText : nil }

    /// The value as an integer, or nil when it is no number, has a fraction or lies outside Int64.
    ///
    /// The digits are read, never a binary float: `1.0` and `1e2` are 1 and 100, 2⁶³ and `0.1` are nil.
    package var int64: Int64? {
        guard kind == .number else { return nil }
        return JSONInteger.exact(rawText)
    }
}

// MARK: - Strings

extension JSONNode {
    /// The string with its escapes resolved, or nil when the value is not a string.
    package var string: String? {
        stringBytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The string's UTF-8 bytes with its escapes resolved, or nil when the value is not a string.
    ///
    /// A string without escapes is a slice of the source and costs no allocation.
    package var stringBytes: ArraySlice<UInt8>? {
        let record = record
        guard record.kind == .string else { return nil }
        if record.hasEscapes { return JSONText.unescaped(tape.source, record.content)[...] }
        return tape.source[record.content]
    }

    /// Whether the value is a string of exactly these UTF-8 bytes; no Unicode normalisation takes place.
    package func isString(_ text: String) -> Bool {
        let record = record
        // The length rules most out; an escaped string is never shorter than what it stands for.
        guard record.kind == .string, record.content.count >= text.utf8.count else { return false }
        if !record.hasEscapes, record.content.count > text.utf8.count { return false }
        return tape.stringAt(index, equals: text.utf8.span)
    }
}

extension JSONTape {
    /// Whether the string at a tape index stands for these bytes.
    func stringAt(_ index: Int, equals bytes: Span<UInt8>) -> Bool {
        let node = nodes[index]
        if node.hasEscapes {
            let unescaped = JSONText.unescaped(source, node.content)
            guard unescaped.count == bytes.count else { return false }
            for position in unescaped.indices where unescaped[position] != bytes[position] { return false }
            return true
        }
        let content = node.content
        guard content.count == bytes.count else { return false }
        for position in 0..<bytes.count where source[content.lowerBound + position] != bytes[position] { return false }
        return true
    }
}
