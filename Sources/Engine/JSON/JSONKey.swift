/// A member name written in the source code, which the writer copies without looking for characters to escape.
///
/// Only a literal makes one: `writer.field("order_id", id)`. Names that come as data go through `key(escaping:)`.
package struct JSONKey: ExpressibleByStringLiteral, Sendable {
    let name: String

    /// Takes a literal of printable ASCII without quote, backslash and `<`; anything else traps in debug builds.
    package init(stringLiteral name: String) {
        assert(
            name.utf8.allSatisfy { (0x20..<0x7F).contains($0) && !JSONWriter.needsEscape($0) },
            "a key in the source is plain ASCII"
        )
        self.name = name
    }
}
