/// How an order is paid, as the client names it: echoed as sent, compared without regard to case.
package struct PaymentMethod: Hashable, Sendable, CustomStringConvertible {
    /// The most Unicode scalars a name may have.
    package static let limit = 50

    /// The name as sent, such as `credit_card`.
    package let text: String

    /// Accepts 1–50 characters without control characters that are not all spaces; nil otherwise.
    package init?(_ text: String) {
        guard TextRules.isToken(text, limit: Self.limit * 4), TextRules.fits(text, limit: Self.limit),
            !TextRules.isBlank(text)
        else { return nil }
        self.text = text
    }

    /// True when the names differ at most in case.
    package static func == (left: Self, right: Self) -> Bool {
        left.text == right.text || left.text.lowercased() == right.text.lowercased()
    }

    /// Hashes what is compared.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(text.lowercased())
    }

    /// The name as sent.
    package var description: String { text }
}
