/// Where a product's picture is: an `http` or `https` URL, or a path of this server.
package struct ImageAddress: Hashable, Sendable, CustomStringConvertible {
    /// The longest address, in bytes.
    package static let byteLimit = 2_048

    /// The address as it was given.
    package let text: String

    /// Accepts 1 to 2,048 characters of a URL (RFC 3986, section 2) that begin with `http://` or `https://` and a host
    /// without user information, or with exactly one `/`; nil otherwise.
    ///
    /// The path of a product's image route is not accepted, because it would lead back to itself.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.byteLimit, bytes.allSatisfy(Self.isURLByte) else { return nil }
        if bytes[0] == UInt8(ascii: "/") {
            guard bytes.count == 1 || bytes[1] != UInt8(ascii: "/"), !Self.isImageRoute(text) else { return nil }
        } else {
            let lower = text.lowercased()
            guard let scheme = ["http://", "https://"].first(where: lower.hasPrefix) else { return nil }
            let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
            guard let first = authority.first, first != ":", !authority.contains("@") else { return nil }
        }
        self.text = text
    }

    /// The address.
    package var description: String { text }

    private static func isImageRoute(_ path: String) -> Bool {
        let parts = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
        return parts.count >= 3 && parts[parts.count - 1] == "image" && parts[parts.count - 3] == "products"
    }

    private static func isURLByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), ASCII.zero...ASCII.nine: true
        default: "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
        }
    }
}
