package import Commerce

/// An address with the name of whoever it belongs to, as `From` and `To` have it (RFC 5322, section 3.4).
package struct Mailbox: Hashable, Sendable {
    /// Shown instead of the address; nil for the address alone.
    package var name: String?
    /// Where mail goes.
    package var address: EmailAddress

    package init(name: String?, address: EmailAddress) {
        self.name = name
        self.address = address
    }

    /// Reads `orders@example.com` or `A Shop <orders@example.com>`, the name with or without quotes; nil otherwise.
    package init?(_ text: String) {
        guard let start = text.firstIndex(of: "<") else {
            guard let address = EmailAddress(Self.trimmed(text[...])) else { return nil }
            self.init(name: nil, address: address)
            return
        }
        guard text.last == ">", let address = EmailAddress(String(text[text.index(after: start)...].dropLast())) else {
            return nil
        }
        var name = Self.trimmed(text[..<start])
        if name.count > 1, name.hasPrefix("\""), name.hasSuffix("\"") { name = String(name.dropFirst().dropLast()) }
        self.init(name: name.isEmpty ? nil : name, address: address)
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
