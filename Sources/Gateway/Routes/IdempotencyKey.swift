import Commerce
import Engine
import HTTPTypes
import Hummingbird

/// The header `Idempotency-Key`: bare, or quoted as in the IETF draft, 1–255 bytes.
enum IdempotencyKey {
    private static let byteRange = 1...255

    /// The request's key in its scope, nil without one.
    ///
    /// - Parameters:
    ///   - route: the path without prefix, ids included, so that both spellings of a path share their keys.
    /// - Throws: 422 for a key that is empty or too long.
    static func read(
        _ request: Request,
        _ principal: Principal?,
        route: String,
        body: [UInt8]
    ) throws(Problem) -> IdempotencyRequest? {
        guard let header = request.headers[.idempotencyKey] else { return nil }
        let isQuoted = header.count > 1 && header.first == "\"" && header.last == "\""
        let key = isQuoted ? String(header.dropFirst().dropLast()) : header
        guard byteRange.contains(key.utf8.count) else {
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
            principal: principal?.identity ?? "anonymous",
            method: request.method.rawValue,
            route: route,
            body: body
        )
    }
}
