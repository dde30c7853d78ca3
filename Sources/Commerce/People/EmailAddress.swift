/// An e-mail address, checked for its form and normalised.
///
/// The local part keeps its case for sending, the domain is lower case, and `lookupKey` is lower case throughout, so
/// that nobody registers the same mailbox twice by its case.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The longest address, in bytes of UTF-8.
    package static let byteLimit = 255
    /// The longest local part, in bytes (RFC 5321, section 4.5.3.1.1).
    package static let localByteLimit = 64

    /// The address with its domain in lower case.
    package let text: String

    /// Accepts a dot-atom (RFC 5322, section 3.2.3; letters beyond ASCII too), one `@` and a domain; nil otherwise.
    ///
    /// The domain needs a dot unless it is `localhost`. Quoted local parts and address literals are not accepted.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count <= Self.byteLimit, let at = bytes.firstIndex(of: UInt8(ascii: "@")) else { return nil }
        let local = text[..<at]
        let domain = text[bytes.index(after: at)...].lowercased()
        guard Self.isLocalPart(local.utf8), Self.isDomain(domain.utf8) else { return nil }
        self.text = "\(local)@\(domain)"
    }

    /// What two spellings of one mailbox have in common: the whole address in lower case.
    package var lookupKey: String { text.lowercased() }

    /// The address.
    package var description: String { text }

    private static func isLocalPart(_ bytes: Substring.UTF8View) -> Bool {
        guard !bytes.isEmpty, bytes.count <= localByteLimit else { return false }
        var previous = ASCII.dot
        for byte in bytes {
            if byte == ASCII.dot {
                guard previous != ASCII.dot else { return false }
            } else {
                guard isAtomText(byte) else { return false }
            }
            previous = byte
        }
        return previous != ASCII.dot
    }

    private static func isAtomText(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            true
        default:
            "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
    }

    private static func isDomain(_ bytes: String.UTF8View) -> Bool {
        let labels = bytes.split(separator: ASCII.dot, omittingEmptySubsequences: false)
        guard labels.count > 1 || bytes.elementsEqual("localhost".utf8) else { return false }
        return labels.allSatisfy { label in
            guard let first = label.first, let last = label.last else { return false }
            return label.count <= 63 && first != ASCII.dash && last != ASCII.dash && label.allSatisfy(isLabelByte)
        }
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), ASCII.dash, 0x80...: true
        default: false
        }
    }
}
