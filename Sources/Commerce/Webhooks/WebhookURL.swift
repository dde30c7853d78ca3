/// Where a webhook is sent: an address read strictly, so that everybody who reads it again reads the same.
///
/// Browsers read `http://0x7f.1`, `https://a@b` and `https://ⓔxample` in many ways; here they are refused.
package struct WebhookURL: Hashable, Sendable {
    /// The longest address, in bytes.
    package static let byteLimit = 500
    /// Ports besides 80 and 443 below this one belong to services that are no web servers.
    package static let firstFreePort = 1_024

    /// `https`, or `http` where that is allowed.
    package let isSecure: Bool
    /// The name in lower case, or the address without brackets.
    package let host: String
    /// The address when the host is one.
    package let address: HostAddress?
    /// The port, the scheme's own included.
    package let port: Int
    /// Path and query as they were given, beginning with a slash.
    package let target: String

    /// Reads an address.
    ///
    /// - Parameter allowsPrivate: `WEBHOOK_ALLOW_PRIVATE`: also http, private addresses and names of the machine.
    /// - Throws: why it is not allowed.
    package init(_ text: String, allowsPrivate: Bool) throws(WebhookURLRefusal) {
        guard text.utf8.count <= Self.byteLimit else { throw .tooLong }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .characters }
        guard !text.utf8.contains(where: { "\\\"<>^`{|}".utf8.contains($0) }) else { throw .characters }
        guard !text.utf8.contains(UInt8(ascii: "#")) else { throw .fragment }
        guard let mark = text.firstRange(of: "://") else { throw .malformed }
        switch text[..<mark.lowerBound].lowercased() {
        case "https": isSecure = true
        case "http" where allowsPrivate: isSecure = false
        default: throw .scheme
        }
        let rest = text[mark.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let (authority, target) = (rest[..<end], rest[end...])
        guard !authority.contains("@") else { throw .userInfo }
        (host, address, port) = try Self.authority(authority, isSecure: isSecure)
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
        if let address {
            guard Self.allows(address, allowsPrivate: allowsPrivate) else {
                throw .address(address.refusal ?? .reserved)
            }
        } else if !allowsPrivate {
            try Self.checkName(host)
        }
        guard allowsPrivate || port == 80 || port == 443 || port >= Self.firstFreePort else { throw .port }
    }

    /// Whether a webhook may be sent to an address that a name resolved to.
    package static func allows(_ address: HostAddress, allowsPrivate: Bool) -> Bool {
        address.refusal == nil || (allowsPrivate && address.isReachablePrivately)
    }

    /// The address in its one spelling.
    package var text: String { "\(isSecure ? "https" : "http")://\(authority)\(target)" }

    /// Host and port as the `Host` header has them: without the scheme's own port.
    package var authority: String {
        let name = address?.isIPv6 == true ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    // MARK: Parts

    private static func authority(
        _ text: Substring,
        isSecure: Bool
    ) throws(WebhookURLRefusal) -> (String, HostAddress?, Int) {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw .malformed }
            let inside = text[text.index(after: text.startIndex)..<end]
            guard !inside.contains("%") else { throw .zone }
            guard let address = HostAddress(inside), address.isIPv6 else { throw .malformed }
            let port = try port(text[text.index(after: end)...], isSecure: isSecure)
            return (address.description, address, port)
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let host = parts[0].lowercased()
        let port = try port(text.dropFirst(parts[0].count), isSecure: isSecure)
        guard !host.isEmpty else { throw .malformed }
        guard !host.contains("%") else { throw .characters }
        guard !host.hasSuffix(".") else { throw .trailingDot }
        if let address = HostAddress(host) { return (address.description, address, port) }
        guard isName(host) else { throw .malformed }
        // Whatever ends in a number is an address to somebody: 127.1, 0x7f000001, 2130706433, 0177.0.0.1.
        guard let last = host.split(separator: ".").last, !isNumber(last) else { throw .numericHost }
        return (host, nil, port)
    }

    private static func port(_ text: Substring, isSecure: Bool) throws(WebhookURLRefusal) -> Int {
        if text.isEmpty { return isSecure ? 443 : 80 }
        let digits = text.dropFirst()
        guard text.hasPrefix(":"), (1...5).contains(digits.count), digits.first != "0",
            digits.utf8.allSatisfy({ ASCII.digit($0) != nil }), let port = Int(digits), port <= 65_535
        else { throw .port }
        return port
    }

    /// Labels of letters, digits and dashes: RFC 1123, section 2.1, and the underscore that some names have.
    private static func isName(_ host: String) -> Bool {
        guard host.utf8.count <= 253 else { return false }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { byte in
                    ASCII.digit(byte) != nil || byte == ASCII.dash || byte == UInt8(ascii: "_")
                        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                }
        }
    }

    private static func isNumber(_ label: Substring) -> Bool {
        label.hasPrefix("0x") || label.utf8.allSatisfy { ASCII.digit($0) != nil }
    }

    /// Names that mean the machine or its network wherever they are looked up (RFC 6761, RFC 6762, RFC 8375, RFC 9476).
    private static func checkName(_ host: String) throws(WebhookURLRefusal) {
        let labels = host.split(separator: ".")
        guard labels.count > 1, let last = labels.last else { throw .localName }
        let locals = [
            "localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "alt",
        ]
        guard !locals.contains(String(last)), !host.hasSuffix(".home.arpa") else { throw .localName }
    }
}

/// Why an address cannot be a webhook's.
package enum WebhookURLRefusal: Error, Hashable, Sendable {
    case malformed
    case tooLong
    /// A byte that is not printable ASCII, or one that readers disagree about. International names go in as `xn--`.
    case characters
    case scheme
    case userInfo
    case fragment
    case port
    case zone
    case trailingDot
    /// An IPv4 address in an odd notation.
    case numericHost
    /// A name of the machine or its network.
    case localName
    /// The host is, or resolves to, an address that is not allowed.
    case address(AddressRefusal)
    /// The name has no address.
    case unresolvable

    /// The word that clients see; it never changes.
    package var reason: String {
        switch self {
        case .malformed: "malformed"
        case .tooLong: "too_long"
        case .characters: "characters"
        case .scheme: "scheme"
        case .userInfo: "userinfo"
        case .fragment: "fragment"
        case .port: "port"
        case .zone: "zone"
        case .trailingDot: "trailing_dot"
        case .numericHost: "numeric_host"
        case .localName: "local_name"
        case .address(let refusal): refusal.rawValue
        case .unresolvable: "unresolvable"
        }
    }

    /// All words, in the order of their cases.
    package static var reasons: [String] {
        let plain: [WebhookURLRefusal] = [
            .malformed, .tooLong, .characters, .scheme, .userInfo, .fragment, .port, .zone, .trailingDot, .numericHost,
            .localName, .unresolvable,
        ]
        return (plain + AddressRefusal.allCases.map { .address($0) }).map(\.reason)
    }
}
