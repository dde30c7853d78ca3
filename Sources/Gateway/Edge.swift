import Engine
import HTTPTypes
package import Hummingbird
import Logging
import NIOCore

/// The outermost responder: what every answer has, whatever is behind it. Request id, security headers, errors as
/// problems, pages for browsers, figures.
package struct Edge<Inner: HTTPResponder>: HTTPResponder where Inner.Context == GatewayContext {
    let inner: Inner
    let frontend: Frontend
    let metrics: RequestMetrics
    let entropy: Entropy
    let time: any TimeSource

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
            method: request.method, route: route, status: response.status, seconds: (ContinuousClock.now - start) / .seconds(1))
        return response
    }

    private func answer(_ request: Request, _ context: GatewayContext) async -> Response {
        let problem: Problem
        do {
            return try await inner.respond(to: request, context: context)
        } catch let error as Problem {
            problem = error
        } catch let error as EngineError {
            problem = Problem(error)
        } catch let error as HTTPError {
            problem = Problem(error)
        } catch {
            problem = Problem(.internalError)
            context.logger.error(
                "a request failed",
                metadata: ["request.id": "\(context.requestID)", "error": "\(type(of: error))"])
        }
        if problem.code.status.kind == .serverError {
            context.logger.warning(
                "a request was answered with a server error",
                metadata: ["request.id": "\(context.requestID)", "code": "\(problem.code.rawValue)"])
        }
        return problem.response(instance: request.uri.path, requestID: context.requestID)
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
    static let idempotencyKey = Self("Idempotency-Key") ?? .via
    static let idempotentReplayed = Self("Idempotent-Replayed") ?? .via
    static let referrerPolicy = Self("Referrer-Policy") ?? .via
}

extension Problem {
    /// What Hummingbird itself refuses: unknown routes, bodies that are too large.
    init(_ error: HTTPError) {
        switch error.status {
        case .notFound: self.init(.notFound)
        case .contentTooLarge: self.init(.payloadTooLarge)
        case .methodNotAllowed: self.init(.methodNotAllowed)
        case .unsupportedMediaType: self.init(.unsupportedMediaType)
        case let status where status.kind == .clientError: self.init(.invalidJSON, detail: error.body)
        default: self.init(.internalError)
        }
    }
}
