/// A parsed JSON text: its bytes and a flat tape of where each key and value lies in them.
///
/// Parsing allocates the tape and nothing per value; numbers and strings stay as the bytes that were sent, so no digit
/// is lost. Each node keeps the whole document alive.
package struct JSONDocument: Sendable {
    let tape: JSONTape

    /// Reads one JSON value that spans the whole of `source`, or says which byte is at fault.
    ///
    /// Time is linear in the length of the text, but for objects of many members, whose keys are sorted to find equals.
    package init(parsing source: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        var parser = JSONParser(source: source, limits: limits)
        try parser.parse()
        tape = JSONTape(source: source, nodes: parser.nodes)
    }

    /// The outermost value.
    package var root: JSONNode { JSONNode(tape: tape, index: 0) }
}

/// What a JSON value is.
package enum JSONKind: UInt8, Sendable {
    case null, bool, number, string, array, object
}

/// The storage all nodes of a document share.
///
/// Nodes lie in the order of the text: a container, then its children; in an object each key directly precedes its value.
final class JSONTape: Sendable {
    /// One key or value: 20 bytes on the tape, nothing behind them.
    struct Node: Sendable {
        /// The first byte, including the quote or bracket.
        var start: UInt32
        /// One past the last byte.
        var end: UInt32
        /// The tape index after this value and all it holds. While a container is open, the index of its parent.
        var next: UInt32
        /// Members of an object, elements of an array.
        var count: UInt32 = 0
        var kind: JSONKind
        /// A string that holds at least one backslash.
        var hasEscapes = false

        /// The bytes of a string without its quotes.
        var content: Range<Int> { Int(start) + 1..<Int(end) - 1 }
    }

    let source: [UInt8]
    let nodes: [Node]

    init(source: [UInt8], nodes: [Node]) {
        self.source = source
        self.nodes = nodes
    }
}
