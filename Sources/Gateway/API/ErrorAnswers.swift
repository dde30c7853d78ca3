import Engine
import HTTPTypes
import Hummingbird
import Logging

/// Turns what goes wrong behind an endpoint into an answer, and notes what the operator should know.
struct ErrorAnswers: Sendable {
    /// The answer to an error: a problem as it is, everything else by what it means to clients.
    func answer(to error: any Error, _ request: Request, _ context: GatewayContext) -> Response {
        let problem = problem(error, context)
        if problem.code.status.kind == .serverError {
            context.logger.warning(
                "a request was answered with a server error",
                metadata: ["request.id": "\(context.requestID)", "code": "\(problem.code.rawValue)"]
            )
        }
        return problem.response(instance: request.uri.path, requestID: context.requestID)
    }

    private func problem(_ error: any Error, _ context: GatewayContext) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as EngineError: return Problem(engine: error)
        default:
            context.logger.error(
                "a request failed",
                metadata: ["request.id": "\(context.requestID)", "error": "\(type(of: error))"]
            )
            return Problem(.internalError)
        }
    }
}
