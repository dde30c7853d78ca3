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
