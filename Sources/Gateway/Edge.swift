import Engine
import HTTPTypes
package import Hummingbird
import Logging
import NIOCore

/// The outermost responder: what every answer has, whatever is behind it. Request id, security headers, errors as
/// problems, pages for browsers, figures.
package struct Edge<Inner: HTTPResponder>: HTTPResponder where Inner.Context == GatewayContext {
    let inner: Inner
    let routes: RouteTable
    let frontend: Frontend
    let metrics: RequestMetrics
    let errors = ErrorAnswers()
    let entropy: Entropy
    let time: any TimeSource

    /// Answers every request; an error of what is behind becomes a problem, so nothing is thrown.
    package func respond(to request: Request, context: GatewayContext) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        context.requestID = requestID(of: request)
        var response: Response
        if frontend.wants(request) {
            response = frontend.page(request)
        } else {
            response = await answer(request, context)
        }
        response.headers[.xRequestID] = context.requestID
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "strict-origin-when-cross-origin"
        response.headers[.contentSecurityPolicy] = frontend.contentSecurityPolicy
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

    /// The client's id when it is harmless, or a new one.
    private func requestID(of request: Request) -> String {
        if let given = request.headers[.xRequestID], (1...64).contains(given.utf8.count),
            given.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") })
        {
            return given
        }
        return entropy.requestID(at: time.now)
    }
}

extension HTTPField.Name {
    static let xRequestID = Self("X-Request-Id") ?? .via
    static let xLogPosition = Self("X-Log-Position") ?? .via
    static let xTotalCount = Self("X-Total-Count") ?? .via
    static let link = Self("Link") ?? .via
    static let idempotencyKey = Self("Idempotency-Key") ?? .via
    static let idempotentReplayed = Self("Idempotent-Replayed") ?? .via
    static let referrerPolicy = Self("Referrer-Policy") ?? .via
}
