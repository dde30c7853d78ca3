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
    let requestIDs: RequestIDs
    let crossOrigin: CrossOrigin
    /// Whether a request came over TLS: by its connection, or where a trusted proxy says so.
    var isSecure: @Sendable (Request, GatewayContext) -> Bool = { request, _ in request.head.scheme == "https" }

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
        let problem: Problem
        do {
            let response = try await inner.respond(to: request, context: context)
            guard let refusal = refusal(response, request) else { return response }
            problem = refusal
        } catch let error as Problem {
            problem = error
        } catch let error as EngineError {
            problem = Problem(engine: error)
        } catch {
            problem = Problem(.internalError)
            context.logger.error(
                "a request failed",
                metadata: ["request.id": "\(context.requestID)", "error": "\(type(of: error))"]
            )
        }
        if problem.code.status.kind == .serverError {
            context.logger.warning(
                "a request was answered with a server error",
                metadata: ["request.id": "\(context.requestID)", "code": "\(problem.code.rawValue)"]
            )
        }
        return problem.response(instance: request.uri.path, requestID: context.requestID)
    }

    /// The router makes plain answers of its own errors (unknown routes, bodies that are too large); the problem that
    /// belongs there instead, nil for an answer of ours.
    private func refusal(_ response: Response, _ request: Request) -> Problem? {
        guard response.status.kind == .clientError else { return nil }
        switch response.status {
        case .notFound:
            let methods = routes.methods(of: request.uri.path)
            var problem = Problem(methods.isEmpty ? .notFound : .methodNotAllowed)
            problem.allowedMethods = methods
            return problem
        case .contentTooLarge: return Problem(.payloadTooLarge)
        case .unsupportedMediaType: return Problem(.unsupportedMediaType)
        default: return Problem(.invalidJSON)
        }
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
    static let idempotencyKey = Self("Idempotency-Key") ?? .via
    static let idempotentReplayed = Self("Idempotent-Replayed") ?? .via
}
