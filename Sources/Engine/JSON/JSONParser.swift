/// The one pass that checks a text and lays its tape.
///
/// No recursion and no stack of its own: an open container keeps the index of its parent in `next` until it closes, so
/// nesting costs nothing but the depth it counts.
struct JSONParser {
    private static let noParent = UInt32.max

    let source: [UInt8]
    let limits: JSONLimits
    private(set) var nodes: [JSONTape.Node] = []
    private var position = 0
    private var depth = 0
    /// The innermost open container.
    private var open = noParent
    /// Room for the keys of the object that is closing, kept between objects.
    private var keys: [JSONKeyMark] = []

    init(source: [UInt8], limits: JSONLimits) {
        self.source = source
        self.limits = limits
    }

    /// Checks the whole text; afterwards `nodes` is complete.
    mutating func parse() throws(JSONError) {
        let source = source
        guard source.count <= limits.maxBytes else {
            throw .tooLarge(bytes: source.count, limit: limits.maxBytes)
        }
        // An eighth of the bytes fits the bodies seen here; a large text grows the tape as it proves to need it.
        nodes.reserveCapacity(min(source.count / 8 + 4, 4096))
        let text = source.span
        try refuseByteOrderMark(text)
        skipWhitespace(text)
        guard position < text.count else { throw .empty }
        repeat {
            try readValue(text)
        } while try stepToNextValue(text)
        skipWhitespace(text)
        if position < text.count {
            try refuseMisfit(text)
            throw .trailingData(offset: position)
        }
    }

    /// Reads a scalar, or opens containers up to the first scalar or empty container in them.
    private mutating func readValue(_ text: Span<UInt8>) throws(JSONError) {
        while true {
            let byte = try peek(text)
            switch byte {
            case UInt8(ascii: "\""):
                try appendString(text)
                return
            case UInt8(ascii: "{"):
                try openContainer(.object)
                skipWhitespace(text)
                if try peek(text) == UInt8(ascii: "}") { return try closeContainer(text) }
                try readKey(text)
            case UInt8(ascii: "["):
                try openContainer(.array)
                skipWhitespace(text)
                if try peek(text) == UInt8(ascii: "]") { return try closeContainer(text) }
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let start = position
                position = try JSONScanner.numberEnd(in: text, from: start)
                return try append(.number, from: start)
            default:
                let start = position
                let kind = try JSONScanner.literal(in: text, at: start)
                position += text[start] == UInt8(ascii: "f") ? 5 : 4
                return try append(kind, from: start)
            }
        }
    }

    /// Closes what a finished value closes; true when another value has to follow, with `position` on its first byte.
    private mutating func stepToNextValue(_ text: Span<UInt8>) throws(JSONError) -> Bool {
        while open != Self.noParent {
            let inObject = nodes[Int(open)].kind == .object
            let closing = inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
            skipWhitespace(text)
            let byte = try peek(text)
            if byte == UInt8(ascii: ",") {
                position += 1
                skipWhitespace(text)
                if try peek(text) == closing { throw .trailingComma(offset: position) }
                if inObject { try readKey(text) }
                return true
            }
            guard byte == closing else {
                try refuseMisfit(text)
                throw .unexpectedByte(offset: position, expected: inObject ? .commaOrBrace : .commaOrBracket)
            }
            try closeContainer(text)
        }
        return false
    }

    /// Reads a key and its colon, up to the first byte of the value.
    private mutating func readKey(_ text: Span<UInt8>) throws(JSONError) {
        guard try peek(text) == UInt8(ascii: "\"") else {
            try refuseMisfit(text)
            throw .unexpectedByte(offset: position, expected: .key)
        }
        guard nodes[Int(open)].count < limits.maxMembersPerObject else {
            throw .tooManyMembers(offset: position, limit: limits.maxMembersPerObject)
        }
        let start = position
        let end = try JSONScanner.stringEnd(in: text, from: start)
        position = end.position
        try appendNode(.string, from: start, hasEscapes: end.hasEscapes)
        skipWhitespace(text)
        guard try peek(text) == UInt8(ascii: ":") else {
            try refuseMisfit(text)
            throw .unexpectedByte(offset: position, expected: .colon)
        }
        position += 1
        skipWhitespace(text)
    }
}

// MARK: - The tape

extension JSONParser {
    private mutating func appendString(_ text: Span<UInt8>) throws(JSONError) {
        let start = position
        let end = try JSONScanner.stringEnd(in: text, from: start)
        position = end.position
        countChild()
        try appendNode(.string, from: start, hasEscapes: end.hasEscapes)
    }

    private mutating func append(_ kind: JSONKind, from start: Int) throws(JSONError) {
        countChild()
        try appendNode(kind, from: start)
    }

    private mutating func openContainer(_ kind: JSONKind) throws(JSONError) {
        guard depth < limits.maxDepth else { throw .tooDeep(offset: position, limit: limits.maxDepth) }
        depth += 1
        countChild()
        let start = position
        position += 1
        let parent = open
        open = UInt32(nodes.count)
        try appendNode(kind, from: start, next: parent)
    }

    private mutating func closeContainer(_ text: Span<UInt8>) throws(JSONError) {
        let index = Int(open)
        if nodes[index].kind == .object, nodes[index].count > 1 { try refuseDuplicateKeys(text, of: index) }
        position += 1
        depth -= 1
        open = nodes[index].next
        nodes[index].end = UInt32(position)
        nodes[index].next = UInt32(nodes.count)
    }

    /// Counts the value about to be appended in the container around it.
    private mutating func countChild() {
        if open != Self.noParent { nodes[Int(open)].count += 1 }
    }

    private mutating func appendNode(
        _ kind: JSONKind,
        from start: Int,
        next: UInt32? = nil,
        hasEscapes: Bool = false
    ) throws(JSONError) {
        guard nodes.count < limits.maxNodes else { throw .tooManyNodes(offset: start, limit: limits.maxNodes) }
        nodes.append(
            JSONTape.Node(
                start: UInt32(start),
                end: UInt32(position),
                next: next ?? UInt32(nodes.count + 1),
                kind: kind,
                hasEscapes: hasEscapes
            )
        )
    }
}

// MARK: - Keys

extension JSONParser {
    /// Refuses the closing object when two of its keys stand for the same bytes, naming the first that repeats another.
    private mutating func refuseDuplicateKeys(_ text: Span<UInt8>, of object: Int) throws(JSONError) {
        keys.removeAll(keepingCapacity: true)
        keys.reserveCapacity(max(Int(nodes[object].count), JSONKeyMark.pairwiseLimit))
        var hasEscapes = false
        var index = object + 1
        while index < nodes.count {
            let key = nodes[index]
            hasEscapes = hasEscapes || key.hasEscapes
            keys.append(JSONKeyMark(text, key.content, node: index))
            // A value's `next` is already final here: everything inside the object is closed.
            index = Int(nodes[index + 1].next)
        }
        let sortsKeys = hasEscapes || keys.count > JSONKeyMark.pairwiseLimit
        guard let repeated = sortsKeys ? firstRepeatBySorting() : firstRepeatByPairs(text) else { return }
        throw .duplicateKey(pointer: pointer(of: object, key: repeated), offset: Int(nodes[repeated].start))
    }

    private func firstRepeatByPairs(_ text: Span<UInt8>) -> Int? {
        for later in 1..<keys.count {
            let mark = keys[later].mark
            for earlier in 0..<later where keys[earlier].mark == mark {
                let first = nodes[keys[earlier].node].content
                let second = nodes[keys[later].node].content
                if JSONText.equal(text, first, second) { return keys[later].node }
            }
        }
        return nil
    }

    private func firstRepeatBySorting() -> Int? {
        var marks = keys
        for index in marks.indices { marks[index].hash(keyBytes(marks[index].node)) }
        marks.sort { first, second in
            if first.mark != second.mark { return first.mark < second.mark }
            // Equal marks are equal keys or someone's effort; comparing the bytes keeps the sort n log n for both.
            let left = keyBytes(first.node)
            let right = keyBytes(second.node)
            return left == right ? first.node < second.node : left.lexicographicallyPrecedes(right)
        }
        var repeated: Int?
        for (first, second) in zip(marks, marks.dropFirst())
        where first.mark == second.mark && keyBytes(first.node) == keyBytes(second.node) {
            repeated = min(repeated ?? second.node, second.node)
        }
        return repeated
    }

    /// The bytes a key stands for.
    private func keyBytes(_ index: Int) -> ArraySlice<UInt8> {
        let key = nodes[index]
        return key.hasEscapes ? JSONText.unescaped(source, key.content)[...] : source[key.content]
    }

    /// The RFC 6901 pointer of a member of an object that is still open, as are all containers around it.
    private func pointer(of object: Int, key: Int) -> String {
        var tokens = [String(decoding: keyBytes(key), as: UTF8.self)]
        var child = object
        while nodes[child].next != Self.noParent {
            let parent = Int(nodes[child].next)
            if nodes[parent].kind == .object {
                tokens.append(String(decoding: keyBytes(child - 1), as: UTF8.self))
            } else {
                tokens.append(String(nodes[parent].count - 1))
            }
            child = parent
        }
        return tokens.reversed().reduce(into: "") { $0 = JSONPointer.appending($1, to: $0) }
    }
}

// MARK: - Bytes

extension JSONParser {
    private mutating func skipWhitespace(_ text: Span<UInt8>) {
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    private func peek(_ text: Span<UInt8>) throws(JSONError) -> UInt8 {
        guard position < text.count else { throw .unexpectedEnd(offset: text.count) }
        return text[position]
    }

    /// Names the misfits that people actually send, where a bare "unexpected byte" would not help.
    private func refuseMisfit(_ text: Span<UInt8>) throws(JSONError) {
        switch text[position] {
        case 0: throw .nulByte(offset: position)
        case UInt8(ascii: "/"): throw .comment(offset: position)
        default: return
        }
    }

    private func refuseByteOrderMark(_ text: Span<UInt8>) throws(JSONError) {
        guard text.count >= 2 else { return }
        let isUTF8Mark = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
        let isUTF16Mark = (text[0] == 0xFE && text[1] == 0xFF) || (text[0] == 0xFF && text[1] == 0xFE)
        if isUTF8Mark || isUTF16Mark { throw .byteOrderMark }
    }
}
