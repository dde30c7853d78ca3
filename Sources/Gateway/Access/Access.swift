import Commerce
import HTTPTypes
import Hummingbird

/// Finds out who makes a request, and what they may see.
package struct Access: Sendable {
    let tokens: TokenService
    let isDemo: Bool

    /// The one who makes the request, nil without a token.
    ///
    /// - Throws: 401 for a token that is not valid.
    func find(_ request: Request) async throws(Problem) -> Principal? {
        guard let header = request.headers[.authorization] else { return nil }
        guard let token = Self.bearer(header) else { throw Problem(.authenticationRequired) }
        return try await principal(token)
    }

    func principal(_ token: String) async throws(Problem) -> Principal {
        do throws(TokenService.Flaw) {
            return try await tokens.verify(token)
        } catch {
            switch error {
            case .invalid: throw Problem(.invalidToken)
            case .expired: throw Problem(.tokenExpired)
            }
        }
    }

    /// The token of an `Authorization` header; the scheme's case does not matter (RFC 9110, section 11.1).
    static func bearer(_ header: String) -> String? {
        guard header.utf8.count > 7, header.prefix(7).lowercased() == "bearer " else { return nil }
        return String(header.dropFirst(7))
    }
}
