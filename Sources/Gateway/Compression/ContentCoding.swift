/// A coding of a body that clients can take back (RFC 9110, section 8.4.1).
enum ContentCoding: String, CaseIterable, Sendable {
    // In the order of preference where a client likes both alike.
    case gzip
    case deflate

    /// The coding that an `Accept-Encoding` wants most (RFC 9110, section 12.5.3), nil for none.
    ///
    /// What is listed wins over what `*` says. A client that refuses everything gets the body as it is.
    static func wanted(by header: String) -> ContentCoding? {
        let weights = Weights(header)
        let best = allCases.max { weights[$0] < weights[$1] || (weights[$0] == weights[$1] && $1 == .gzip) }
        guard let best, weights[best] > 0, weights[best] >= weights.identity else { return nil }
        return best
    }

    /// Whether an `Accept-Encoding` has no place for a body as it is; only one with a weight in it can say so.
    static func refusesIdentity(_ header: String) -> Bool {
        guard header.utf8.contains(UInt8(ascii: ";")) else { return false }
        return Weights(header).refusesIdentity
    }
}

/// What an `Accept-Encoding` says, in thousandths.
private struct Weights {
    private var listed: [String: Int] = [:]

    init(_ header: String) {
        for member in header.split(separator: ",") {
            let parts = member.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first else { continue }
            var name = first.trimmingSpaces().lowercased()
            // RFC 9110, section 8.4.1.3: another name of the same.
            if name == "x-gzip" { name = "gzip" }
            listed[name] = parts.count > 1 ? Self.weight(parts[1]) : 1_000
        }
    }

    subscript(coding: ContentCoding) -> Int { listed[coding.rawValue] ?? listed["*"] ?? 0 }

    /// What nothing is said of is acceptable and liked least.
    var identity: Int { listed["identity"] ?? listed["*"] ?? 0 }

    var refusesIdentity: Bool { (listed["identity"] ?? listed["*"]) == 0 }

    /// `q=0.5` in thousandths; what is no weight refuses.
    private static func weight(_ parameter: Substring) -> Int {
        let text = parameter.trimmingSpaces().lowercased()
        guard text.hasPrefix("q=") else { return 0 }
        let digits = text.dropFirst(2).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = digits.first, whole == "0" || whole == "1" else { return 0 }
        if whole == "1" { return 1_000 }
        let fraction = digits.count > 1 ? digits[1] : ""
        guard fraction.utf8.count <= 3, fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return 0 }
        return Int(fraction + String(repeating: "0", count: 3 - fraction.utf8.count)) ?? 0
    }
}
