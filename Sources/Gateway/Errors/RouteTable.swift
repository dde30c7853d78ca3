import HTTPTypes
import Hummingbird

/// The paths that are served, for telling a wrong method from a wrong path.
///
/// Only looked at when a request found no route.
struct RouteTable: Sendable {
    private struct Route {
        var elements: [RouterPath.Element]
        var method: HTTPRequest.Method
    }

    private let routes: [Route]

    /// The table of a router whose routes are all added.
    init(_ router: Router<GatewayContext>) {
        routes = router.routes.map { Route(elements: Array($0.path), method: $0.method) }
    }

    /// The methods that a path has, in the alphabet's order; none for an unknown path.
    func methods(of path: String) -> [HTTPRequest.Method] {
        let parts = path.split(separator: "/")
        let found = routes.filter { Self.matches($0.elements, parts) }
        // A path that is spelled out hides those that it would also match: `/products/export` is no product.
        let best = found.map { Self.fixedParts($0.elements) }.max()
        let names = found.filter { Self.fixedParts($0.elements) == best }.map(\.method.rawValue)
        return Set(names).sorted().compactMap { HTTPRequest.Method($0) }
    }

    private static func fixedParts(_ elements: [RouterPath.Element]) -> Int {
        // What an element is is the router's secret; it writes parameters in braces and wildcards as stars.
        elements.count { element in !element.description.contains { $0 == "{" || $0 == "*" } }
    }

    private static func matches(_ elements: [RouterPath.Element], _ parts: [Substring]) -> Bool {
        if elements.last == .recursiveWildcard {
            let fixed = elements.count - 1
            return parts.count >= fixed && matches(elements.dropLast(), Array(parts.prefix(fixed)))
        }
        guard elements.count == parts.count else { return false }
        return zip(elements, parts).allSatisfy { $0 ~= $1 }
    }
}
