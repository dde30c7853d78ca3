import Engine
import HTTPTypes
package import Hummingbird
import Logging

/// The outermost responder: what every answer has, whatever is behind it. Request id, security headers, other origins,
/// compression, errors as problems, pages for browsers, figures.
package struct Edge<Inner: HTTPResponder>: HTTPResponder where Inner.Context == GatewayContext {
    let inner: Inner
    let routes: RouteTable
    let frontend: Frontend
    let metrics: RequestMetrics
    let errors = ErrorAnswers()
    let requestIDs: RequestIDs
    let crossOrigin: CrossOrigin
    /// Whether a request came over TLS: by its connection, or where a trusted proxy says so.
    let isSecure: @Sendable (Request, GatewayContext) -> Bool

    /// Answers every request; an error of what is behind becomes a problem, so nothing is thrown.
    package func respond(to request: Request, context: GatewayContext) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        context.requestID = requestIDs.id(given: request.headers[.xRequestID])
        var request = request
        let tags = CodedTags(takingFrom: &request)
        var response: Response
        if frontend.wants(request) {
            response = frontend.page(request)
        } else {
            response = await answer(request, context)
        }
        if response.status == .notModified, let tag = response.headers[.eTag], let known = tags.known(as: tag) {
            response.headers[.eTag] = known
        }
        response = try await Compression.apply(to: response, of: request)
        crossOrigin.mark(&response.headers, request)
        SecurityHeaders.add(to: &response.headers, isSecure: isSecure(request, context))
        response.headers[.xRequestID] = context.requestID
        let route = context.endpointPath ?? "none"
        metrics.observe(
            method: request.method,
            route: route,
            status: response.status,
            seconds: (ContinuousClock.now - start) / .seconds(1)
        )
        return response
    }

    private func answer(_ request: Request, _ context: GatewayContext) async -> Response {
        if request.method == .options, let response = options(request) { return response }
        do {
            let response = try await inner.respond(to: request, context: context)
            guard let refusal = refusal(response, request) else { return response }
            return errors.answer(to: refusal, request, context)
        } catch {
            return errors.answer(to: error, request, context)
        }
    }

    /// The router makes a plain answer for a path that it does not know; the problem that belongs there instead, nil
    /// for an answer of ours.
    private func refusal(_ response: Response, _ request: Request) -> Problem? {
        guard response.status == .notFound, response.headers[.contentType] != Problem.mediaType else { return nil }
        let methods = routes.methods(of: request.uri.path)
        var problem = Problem(methods.isEmpty ? .notFound : .methodNotAllowed)
        problem.allowedMethods = methods
        return problem
    }

    /// The answer to `OPTIONS` on a path that there is, or on `*`, the server as a whole.
    private func options(_ request: Request) -> Response? {
        let path = request.uri.path
        let methods = path == "*" || path == "/*" ? SocketRefusal.methods : routes.methods(of: path)
        return methods.isEmpty ? nil : crossOrigin.options(request, methods: methods)
    }
}

extension HTTPField.Name {
    static let xRequestID = Self("X-Request-Id") ?? .via
    static let xLogPosition = Self("X-Log-Position") ?? .via
    static let xTotalCount = Self("X-Total-Count") ?? .via
    static let link = Self("Link") ?? .via
    static let idempotencyKey = Self("Idempotency-Key") ?? .via
    static let idempotentReplayed = Self("Idempotent-Replayed") ?? .via
}
