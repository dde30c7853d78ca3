import Commerce
import HTTPTypes
import Hummingbird

/// The `ETag` of a resource with a version, `"v<n>"`, and the conditions on it.
enum EntityTag {
    /// The tag of a version.
    static func text(_ version: Int) -> String { "\"v\(version)\"" }

    /// Whether `If-None-Match` names the tag, in either strength (RFC 9110, section 13.1.2): a 304 is due.
    static func isKnown(_ tag: String, to request: Request) -> Bool {
        guard let header = request.headers[.ifNoneMatch] else { return false }
        return list(header).contains { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
    }

    /// The versions that `If-Match` allows; nil without the header.
    ///
    /// Weak tags never match (RFC 9110, section 13.1.1), and neither do those that are none of ours.
    static func expectedVersion(_ request: Request) -> ExpectedVersion? {
        guard let header = request.headers[.ifMatch] else { return nil }
        let tags = list(header)
        return tags == ["*"] ? .any : .oneOf(tags.compactMap(version))
    }

    private static func version(_ tag: String) -> Int? {
        guard tag.count > 3, tag.hasPrefix("\"v"), tag.hasSuffix("\"") else { return nil }
        guard let version = Int(tag.dropFirst(2).dropLast()), text(version) == tag else { return nil }
        return version
    }

    /// The members of a list; none of our tags has a comma in it.
    private static func list(_ header: String) -> [String] {
        header.split(separator: ",").map { String($0.trimmingSpaces()) }
    }
}
