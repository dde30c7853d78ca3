/// Whose pages may read answers and open WebSockets besides the server's own: `CORS_ORIGINS`.
package struct AllowedOrigins: Sendable, Equatable, ExpressibleByArrayLiteral {
    /// Why a list cannot be used.
    package enum Flaw: Error, Equatable {
        /// `*` outside of development.
        case anyOrigin
        /// Not `scheme://host` or `scheme://host:port`.
        case notAnOrigin(String)

        /// A sentence for the one who set it.
        package var sentence: String {
            switch self {
            case .anyOrigin: "`*` is for development (--demo) only: name the origins"
            case .notAnOrigin(let text): "`\(text)` is no origin: http(s)://host or http(s)://host:port is expected"
            }
        }
    }

    private var origins: Set<String>
    /// Whether every origin is allowed.
    package private(set) var isAny = false

    /// The given origins, in the form browsers send them.
    package init(arrayLiteral elements: String...) { origins = Set(elements) }

    /// Reads a list with commas between, where `*` means any.
    ///
    /// - Throws: for what is no origin, and for `*` outside of development.
    package init(parsing text: String, isDevelopment: Bool) throws(Flaw) {
        origins = []
        for part in text.split(separator: ",") {
            let origin = part.trimmingSpaces()
            if origin.isEmpty { continue }
            if origin == "*" {
                guard isDevelopment else { throw .anyOrigin }
                isAny = true
                continue
            }
            origins.insert(try Self.normalized(origin))
        }
    }

    /// Whether no other origin is allowed.
    package var isEmpty: Bool { origins.isEmpty && !isAny }

    /// Whether a page of this origin is one of them.
    package func contains(_ origin: String) -> Bool { isAny || origins.contains(origin) }

    /// The form browsers send (RFC 6454, section 6.2): lower case, without a slash at the end and the scheme's own port.
    private static func normalized(_ text: Substring) throws(Flaw) -> String {
        var origin = text.lowercased()
        if origin.hasSuffix("/") { origin.removeLast() }
        for (scheme, port) in [("http://", ":80"), ("https://", ":443")] where origin.hasPrefix(scheme) {
            if origin.hasSuffix(port) { origin.removeLast(port.count) }
            let host = origin.dropFirst(scheme.count)
            let isHost = host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                    UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
                    true
                default: false
                }
            }
            if isHost, !host.isEmpty, host.first != ":" { return origin }
        }
        throw .notAnOrigin(String(text))
    }
}
