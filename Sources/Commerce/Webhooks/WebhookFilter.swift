/// Which event types an endpoint wants: exact ones, families such as `order.*`, or `*` for all.
package struct WebhookFilter: Hashable, Sendable {
    /// The most patterns of one filter.
    package static let patternLimit = 50
    /// The longest pattern, in bytes.
    package static let patternByteLimit = 50

    /// The patterns as they were given, without doubles.
    package let patterns: [String]

    /// Everything.
    package static let all = WebhookFilter(unchecked: ["*"])

    private init(unchecked patterns: [String]) { self.patterns = patterns }

    /// Patterns from outside; nil unless each is `*`, a known type, or the family of one.
    package init?(_ patterns: [String], knownTypes: [String]) {
        guard (1...Self.patternLimit).contains(patterns.count) else { return nil }
        guard patterns.allSatisfy({ Self.isPattern($0, knownTypes) }) else { return nil }
        var unique: [String] = []
        for pattern in patterns where !unique.contains(pattern) { unique.append(pattern) }
        self.patterns = unique
    }

    /// Patterns as they were stored.
    package init(stored patterns: [String]) { self.patterns = patterns }

    /// Whether one pattern could be part of a filter.
    package static func isPattern(_ text: String, _ knownTypes: [String]) -> Bool {
        text == "*" || knownTypes.contains(text) || knownTypes.contains { text == family(of: $0) }
    }

    /// Whether an event of a type is wanted.
    package func matches(_ type: String) -> Bool {
        patterns.contains { pattern in pattern == "*" || pattern == type || pattern == Self.family(of: type) }
    }

    private static func family(of type: String) -> String { type.prefix { $0 != "." } + ".*" }
}
