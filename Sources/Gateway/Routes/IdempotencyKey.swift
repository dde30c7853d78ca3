import Engine
import HTTPTypes
import Hummingbird

/// The header `Idempotency-Key`: bare, or quoted as in the IETF draft, 1–255 bytes.
enum IdempotencyKey {
    private static let byteRange = 1...255

    /// The request's key, nil without one.
    ///
    /// - Throws: 422 for a key that is empty, too long or not printable ASCII.
    static func read(_ request: Request) throws(Problem) -> String? {
        guard let header = request.headers[.idempotencyKey] else { return nil }
        let isQuoted = header.count > 1 && header.first == "\"" && header.last == "\""
        let key = isQuoted ? String(header.dropFirst().dropLast()) : header
        guard byteRange.contains(key.utf8.count), key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            let detail = "Idempotency-Key has 1 to 255 printable ASCII characters."
            throw Problem(
                .validationError,
                errors: [FieldProblem(pointer: "", code: "idempotency_key", detail: detail)]
            )
        }
        return key
    }
}
