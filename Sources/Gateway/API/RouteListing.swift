import Commerce
import HTTPTypes

/// The endpoint table and the limits as Markdown, for docs/api.md: a test compares what stands there with this.
struct RouteListing {
    private let table: EndpointTable

    init(_ table: EndpointTable) { self.table = table }

    /// The routes, family by family.
    var routes: String {
        var lines = ["| route | does | for | API key | limit |", "|---|---|---|---|---|"]
        for tag in Tag.allCases {
            let endpoints = table.endpoints.filter { $0.tag == tag }
            if !endpoints.isEmpty { lines.append("| **\(tag.rawValue)** | | | | |") }
            lines += endpoints.map(row)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The families of requests that are counted together.
    var limits: String {
        var lines = ["| family | requests | in any window of | routes |", "|---|---|---|---|"]
        for family in LimitFamily.allCases {
            let standard = RateLimiter.standardPerMinute
            guard let quota = family.quota(generalPerMinute: standard) else { continue }
            let routes = table.endpoints.count { $0.limit == family }
            let requests = family == .general ? "`RATE_LIMIT_PER_MINUTE` (\(standard))" : "\(quota.requests)"
            lines.append("| `\(family.rawValue)` | \(requests) | \(quota.seconds) s | \(routes) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ endpoint: Endpoint) -> String {
        let scope = endpoint.scope.map { "`\($0.rawValue)`" } ?? (endpoint.access.needsCredentials ? "no" : "–")
        let limit = endpoint.limit == .unlimited ? "–" : "`\(endpoint.limit.rawValue)`"
        return "| `\(endpoint.method.rawValue) \(endpoint.documentPath)` | \(endpoint.summary) "
            + "| \(endpoint.access.words) | \(scope) | \(limit) |"
    }
}

extension AccessRule {
    /// Who may use it, in a few words.
    fileprivate var words: String {
        switch self {
        case .open, .guest: "everybody"
        case .demo(.user): "a token; in a demonstration everybody"
        case .demo: "administrators, programs; in a demonstration everybody"
        case .signedIn: "a token"
        case .account: "an account's token"
        case .staff: "administrators, programs"
        case .admin: "administrators"
        }
    }
}
