import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// Stands before every endpoint: finds out who asks, counts the request, decides whether they may, and reads the body
/// only then.
struct Gatekeeper: Sendable {
    let access: Access
    let errors: ErrorAnswers

    /// Answers a request to an endpoint; an error becomes a problem, so nothing is thrown.
    func respond(_ endpoint: Endpoint, _ request: Request, _ context: GatewayContext) async -> Response {
        do {
            let principal = endpoint.access == .open ? nil : try await access.find(request)
            if let code = endpoint.access.refusal(principal, isDemo: access.isDemo) { throw Problem(code) }
            try refuseUnknownParameters(endpoint, request)
            let bytes = endpoint.mayHaveBody ? try await RequestBody.bytes(request) : []
            let call = Call(
                request: request,
                context: context,
                principal: principal,
                actor: principal?.actor ?? Actor(id: nil, role: endpoint.access.anonymousRole),
                bytes: bytes,
                idempotency: try key(of: endpoint, request, principal, bytes)
            )
            return try await endpoint.handler(call)
        } catch {
            return errors.answer(to: error, request, context)
        }
    }

    /// A filter with a slip in its name would quietly let everything through. What is asked for at the root, by probes
    /// and browsers, has no filters.
    private func refuseUnknownParameters(_ endpoint: Endpoint, _ request: Request) throws(Problem) {
        guard endpoint.base == .api, request.uri.query != nil else { return }
        var problems: [FieldProblem] = []
        for (name, _) in request.uri.queryParameters where !endpoint.takesQuery(String(name)) {
            let pointer = JSONPointer.appending(String(name), to: "")
            problems.append(FieldProblem(pointer: pointer, code: "unknown_parameter", detail: "This is not known here."))
        }
        if !problems.isEmpty { throw Problem(.validationError, errors: Array(problems.prefix(FieldReader.maxProblems))) }
    }

    /// The scope of a key is who asks, the method and the route; which of the route's things is meant belongs to what
    /// has to be the same, so that a key that is used for another one is refused and not answered with the first.
    private func key(
        of endpoint: Endpoint,
        _ request: Request,
        _ principal: Principal?,
        _ bytes: [UInt8]
    ) throws(Problem) -> IdempotencyRequest? {
        guard endpoint.isIdempotent, let key = try IdempotencyKey.read(request) else { return nil }
        let path = context(of: request.uri.path)
        return IdempotencyRequest(
            key: key,
            principal: principal?.identity ?? "anonymous",
            method: endpoint.method.rawValue,
            route: endpoint.path,
            body: Array(path.utf8) + [0] + bytes
        )
    }

    /// The path without the base and without a slash at its end: one thing has one name.
    private func context(of path: String) -> Substring {
        var rest = path[...]
        if rest.hasPrefix(EndpointTable.prefix + "/") { rest = rest.dropFirst(EndpointTable.prefix.count) }
        while rest.count > 1, rest.hasSuffix("/") { rest = rest.dropLast() }
        return rest
    }
}
