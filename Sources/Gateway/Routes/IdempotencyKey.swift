import Commerce
import Engine
import EventLog
import HTTPTypes
import Hummingbird

extension IdempotencyRequest {
    /// The `Idempotency-Key` of a request, bare or quoted, with what it is scoped to; nil without one.
    ///
    /// - Parameters:
    ///   - principal: who asks; nil in a demonstration.
    ///   - route: what is asked for, the same for each of its paths.
    /// - Throws: 422 for a key that is empty or longer than 255 bytes.
    static func read(
        _ request: Request,
        _ principal: Principal?,
        route: String,
        body: [UInt8]
    ) throws(Problem) -> IdempotencyRequest? {
        guard let header = request.headers[.idempotencyKey] else { return nil }
        let key =
            header.count > 1 && header.first == "\"" && header.last == "\""
            ? String(header.dropFirst().dropLast()) : header
        guard (1...255).contains(key.utf8.count) else {
            throw Problem(
                .validationError,
                errors: [
                    FieldProblem(
                        pointer: "",
                        code: "idempotency_key",
                        detail: "Idempotency-Key has 1 to 255 characters."
                    )
                ]
            )
        }
        return IdempotencyRequest(
            key: key,
            principal: principal?.user.text ?? "anonymous",
            method: request.method.rawValue,
            route: route,
            body: body
        )
    }
}

extension Response {
    /// The answer of a command that writes, with its position in the log of `engine`.
    static func answer(_ answer: CommandAnswer, of engine: Engine) -> Response {
        let position = Position(epoch: engine.log.epoch, sequence: answer.sequence)
        var headers: HTTPFields = [.xLogPosition: "\(position)"]
        if answer.isReplay { headers[.idempotentReplayed] = "true" }
        return .json(answer.body, status: HTTPResponse.Status(code: Int(answer.status)), headers: headers)
    }
}
