import Commerce
import Crypto
import Engine
import HTTPTypes
import Hummingbird

/// Stands before every endpoint: counts the request, finds out who asks, decides whether they may, and reads the body
/// only then.
struct Gatekeeper: Sendable {
    let access: Access
    let limiter: RateLimiter
    let trust: ProxyTrust
    let time: any TimeSource
    /// What clients' addresses are hashed with for the audit.
    let addressKey: [UInt8]?
    let errors = ErrorAnswers()

    /// Answers a request to an endpoint; an error becomes a problem, so nothing is thrown.
    func respond(_ endpoint: Endpoint, _ request: Request, _ context: GatewayContext) async -> Response {
        let client = limiter.isEnabled ? trust.client(peer: context.remoteAddress, fields: request.headers) : nil
        let entry = limiter.enter(endpoint.limit, from: client, now: time.now)
        var verdict = entry.verdict
        var response: Response
        do {
            try refuse(verdict)
            let principal = endpoint.access == .open ? nil : try await access.identify(request)
            if let principal {
                verdict = limiter.identify(entry, as: principal.identity, now: time.now)
                try refuse(verdict)
                try principal.demand(endpoint.scope)
            }
            let call = try await admit(endpoint, request, context, principal)
            response = try await handle(call, endpoint)
        } catch {
            response = errors.answer(to: error, request, context)
        }
        response.headers.append(contentsOf: verdict.fields(now: time.now))
        return response
    }

    /// Lets the handlers of what may change something, and of what administrators look at, know where the request comes
    /// from, for the audit. The address is only found out and hashed when it is written down.
    private func handle(_ call: Call, _ endpoint: Endpoint) async throws -> Response {
        guard endpoint.isIdempotent || endpoint.access == .admin else { return try await endpoint.handler(call) }
        let (peer, fields) = (call.context.remoteAddress, call.request.headers)
        let requester = Requester(
            identity: call.principal?.auditIdentity ?? Requester.anonymous,
            requestID: call.context.requestID
        ) { hash(trust.client(peer: peer, fields: fields)) }
        return try await Requester.$current.withValue(requester) { try await endpoint.handler(call) }
    }

    /// The same address has the same hash, and nobody without the key can tell which address it is.
    private func hash(_ address: PeerAddress?) -> String? {
        guard let addressKey, let address else { return nil }
        let code = HMAC<SHA256>.authenticationCode(for: address.bytes, using: SymmetricKey(data: addressKey))
        return Hexadecimal.text(Array(code.prefix(16)))
    }

    private func refuse(_ verdict: LimitVerdict) throws(Problem) {
        guard verdict.isAdmitted else { throw Problem(limit: verdict) }
    }

    /// What the endpoint's handler gets to see of a request that may come to it.
    private func admit(
        _ endpoint: Endpoint,
        _ request: Request,
        _ context: GatewayContext,
        _ principal: Principal?
    ) async throws -> Call {
        if let code = endpoint.access.refusal(principal, isDemo: access.isDemo) { throw Problem(code) }
        try refuseUnknownParameters(endpoint, request)
        let bytes = endpoint.mayHaveBody ? try await RequestBody.bytes(request) : []
        return Call(
            request: request,
            context: context,
            principal: principal,
            actor: principal?.actor ?? Actor(id: nil, role: endpoint.access.anonymousRole),
            bytes: bytes,
            idempotency: try key(of: endpoint, request, principal, bytes)
        )
    }

    /// A filter with a slip in its name would quietly let everything through. What is asked for at the root, by probes
    /// and browsers, has no filters.
    private func refuseUnknownParameters(_ endpoint: Endpoint, _ request: Request) throws(Problem) {
        guard endpoint.base == .api, request.uri.query != nil else { return }
        var problems: [FieldProblem] = []
        for (name, _) in request.uri.queryParameters where !endpoint.takesQuery(String(name)) {
            let pointer = JSONPointer.appending(String(name), to: "")
            problems.append(
                FieldProblem(pointer: pointer, code: "unknown_parameter", detail: "This is not known here.")
            )
        }
        if !problems.isEmpty {
            throw Problem(.validationError, errors: Array(problems.prefix(FieldReader.maxProblems)))
        }
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
        return IdempotencyRequest(
            key: key,
            principal: principal?.identity ?? "anonymous",
            method: endpoint.method.rawValue,
            route: endpoint.path,
            body: Array(EndpointTable.name(of: request.uri.path).utf8) + [0] + bytes
        )
    }
}
