import HTTPTypes
import Hummingbird

/// All endpoints of the server: they are served from here, and described from here.
struct EndpointTable: Sendable {
    /// Where the API begins; older clients leave it out.
    static let prefix = "/api/v1"

    let endpoints: [Endpoint]

    init(_ endpoints: [Endpoint]) {
        self.endpoints = endpoints
        precondition(Set(endpoints.map(\.name)).count == endpoints.count, "two endpoints have one name")
    }

    /// The one name of what a path names: without the prefix and without a slash at its end.
    static func name(of path: String) -> Substring {
        var rest = path[...]
        if rest.hasPrefix(prefix + "/") { rest = rest.dropFirst(prefix.count) }
        while rest.utf8.count > 1, rest.hasSuffix("/") { rest = rest.dropLast() }
        return rest
    }

    /// Adds a route for each endpoint, those of the API with and without the prefix.
    func add(to router: Router<GatewayContext>, behind gatekeeper: Gatekeeper) {
        for endpoint in endpoints {
            let prefixes = endpoint.base == .api ? [Self.prefix, ""] : [""]
            for prefix in prefixes {
                router.on(RouterPath(prefix + endpoint.path), method: endpoint.method) { request, context in
                    await gatekeeper.respond(endpoint, request, context)
                }
            }
        }
    }
}

extension Endpoint {
    /// The names of the path's parameters, in their order.
    var pathParameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// Whether a parameter of the query means something to it.
    func takesQuery(_ name: String) -> Bool { parameters.contains { $0.place == .query && $0.name == name } }

    /// Whether a body is read; of others it is dropped unread.
    var mayHaveBody: Bool { body != nil || isIdempotent }
}
