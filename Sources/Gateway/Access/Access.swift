import Commerce
import HTTPTypes
import Hummingbird

/// Finds out who makes a request, and what they may see.
package struct Access: Sendable {
    let tokens: TokenService
    let isDemo: Bool

    /// The one who makes the request.
    ///
    /// - Throws: 401 without a valid token.
    func require(_ request: Request) async throws(Problem) -> Principal {
        guard let principal = try await find(request) else { throw Problem(.authenticationRequired) }
        return principal
    }

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

    /// Whose orders the principal may read: their own; anybody's (nil) for an admin and in a demonstration.
    func visibleCustomer(_ principal: Principal?) throws(Problem) -> CustomerID? {
        guard let principal else {
            if isDemo { return nil }
            throw Problem(.authenticationRequired)
        }
        return principal.role == .user ? principal.customer : nil
    }

    /// Who acts by a request; in a demonstration somebody without a token acts in the given role.
    ///
    /// - Throws: 401 without a token.
    func actor(_ principal: Principal?, demoRole: Role = .system) throws(Problem) -> Actor {
        if let principal { return principal.actor }
        guard isDemo else { throw Problem(.authenticationRequired) }
        return Actor(id: nil, role: demoRole)
    }
}
