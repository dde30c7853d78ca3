extension JSONNode {
    /// The member of an object with this key, compared byte by byte; nil when there is none or the value is no object.
    ///
    /// Walks the members in order; nothing is allocated unless a key was sent with escapes.
    package subscript(_ key: String) -> JSONNode? {
        let object = tape.nodes[index]
        guard object.kind == .object else { return nil }
        let bytes = key.utf8.span
        var position = index + 1
        for _ in 0..<object.count {
            if tape.stringAt(position, equals: bytes) { return JSONNode(tape: tape, index: position + 1) }
            position = Int(tape.nodes[position + 1].next)
        }
        return nil
    }

    /// The members of an object in the order sent; none when the value is no object.
    package var members: JSONMembers { JSONMembers(kind == .object ? self : nil) }

    /// The elements of an array in the order sent; none when the value is no array.
    package var elements: JSONElements { JSONElements(kind == .array ? self : nil) }
}

/// One key of an object with its value.
package struct JSONMember: Sendable {
    private let keyNode: JSONNode
    /// The value behind the key.
    package let value: JSONNode

    init(keyNode: JSONNode, value: JSONNode) {
        self.keyNode = keyNode
        self.value = value
    }

    /// The key with its escapes resolved.
    package var key: String { String(decoding: keyBytes, as: UTF8.self) }

    /// The key's UTF-8 bytes with its escapes resolved.
    package var keyBytes: ArraySlice<UInt8> { keyNode.stringBytes ?? [] }

    /// The position of the key's opening quote in the text, counted from 0.
    package var keyOffset: Int { keyNode.offset }

    /// Whether the key is exactly these UTF-8 bytes.
    package func isKey(_ text: String) -> Bool { keyNode.isString(text) }
}

/// The members of an object, walked on the tape without building anything.
package struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    private let object: JSONNode?
    private var position: Int
    private var remaining: Int

    init(_ object: JSONNode?) {
        self.object = object
        position = (object?.index ?? 0) + 1
        remaining = object?.count ?? 0
    }

    /// The next member, or nil after the last.
    package mutating func next() -> JSONMember? {
        guard let object, remaining > 0 else { return nil }
        remaining -= 1
        let member = JSONMember(
            keyNode: JSONNode(tape: object.tape, index: position),
            value: JSONNode(tape: object.tape, index: position + 1)
        )
        position = Int(object.tape.nodes[position + 1].next)
        return member
    }

    /// The number of members left, which is exact.
    package var underestimatedCount: Int { remaining }
}

/// The elements of an array, walked on the tape without building anything.
package struct JSONElements: Sequence, IteratorProtocol, Sendable {
    private let array: JSONNode?
    private var position: Int
    private var remaining: Int

    init(_ array: JSONNode?) {
        self.array = array
        position = (array?.index ?? 0) + 1
        remaining = array?.count ?? 0
    }

    /// The next element, or nil after the last.
    package mutating func next() -> JSONNode? {
        guard let array, remaining > 0 else { return nil }
        remaining -= 1
        let element = JSONNode(tape: array.tape, index: position)
        position = Int(array.tape.nodes[position].next)
        return element
    }

    /// The number of elements left, which is exact.
    package var underestimatedCount: Int { remaining }
}
