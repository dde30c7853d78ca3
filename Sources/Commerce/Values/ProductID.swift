/// Identifies a product by the name the shop gave it, such as `prod-001`.
package struct ProductID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The longest id, in bytes of UTF-8.
    package static let byteLimit = 128

    /// The id as text, 1–128 bytes of UTF-8 without control characters.
    package let text: String

    /// Accepts 1–128 bytes without control characters; nil otherwise.
    package init?(_ text: String) {
        guard TextRules.isToken(text, limit: Self.byteLimit) else { return nil }
        self.text = text
    }

    /// The order of the text.
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    /// The text.
    package var description: String { text }
}
