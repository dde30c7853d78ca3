import Commerce
import Engine
import HTTPTypes
package import Hummingbird

/// Finds out who makes a request, and what they may see.
package struct Access: Sendable {
    let tokens: TokenService
    let apiKeys: APIKeyService
    /// Tickets for WebSockets.
    package let tickets: TicketOffice
    let isDemo: Bool

    init(engine: Engine, tokens: TokenService, isDemo: Bool) {
        self.tokens = tokens
        apiKeys = APIKeyService(engine)
        tickets = TicketOffice(time: engine.time, entropy: engine.entropy)
        self.isDemo = isDemo
    }

    // MARK: Credentials

    /// The one who makes the request, nil without a credential. **Scopes are not looked at**: the caller has to
    /// `demand` what the request needs.
    ///
    /// `X-API-Key` is only looked at without `Authorization`.
    ///
    /// - Throws: 401 for a credential that is not valid, 403 for an account that is switched off.
    package func identify(_ request: Request) async throws(Problem) -> Principal? {
        if let header = request.headers[.authorization] {
            guard let credential = Self.bearer(header) else { throw Problem(.authenticationRequired) }
            return try await principal(credential)
        }
        return try request.headers[.xAPIKey].map { key throws(Problem) in try apiKeys.principal(key) }
    }

    /// Whose an access token or an API key is.
    ///
    /// - Throws: 401 for one that is not valid, 403 for an account that is switched off.
    package func principal(_ credential: String) async throws(Problem) -> Principal {
        if APIKeyService.isKey(credential) { return try apiKeys.principal(credential) }
        do throws(TokenService.Flaw) {
            return try await tokens.verify(credential)
        } catch {
            throw Problem(error)
        }
    }

    /// Whose a WebSocket ticket is, with the rights of now; the ticket is used up.
    ///
    /// - Throws: 401 for one that is unknown, used or too old, and for a session that has ended meanwhile.
    package func principal(ticket: String) throws(Problem) -> Principal {
        guard let principal = tickets.redeem(ticket) else {
            throw Problem(.invalidToken, detail: "The ticket is unknown, used or too old.")
        }
        if case .apiKey = principal.credential { return try apiKeys.current(principal) }
        do throws(TokenService.Flaw) {
            return try tokens.current(principal)
        } catch {
            throw Problem(error)
        }
    }

    /// The token of an `Authorization` header; the scheme's case does not matter (RFC 9110, section 11.1).
    static func bearer(_ header: String) -> String? {
        guard header.utf8.count > 7, header.prefix(7).lowercased() == "bearer " else { return nil }
        return String(header.dropFirst(7))
    }
}

extension Problem {
    /// Why a token is not accepted, as clients see it.
    init(_ flaw: TokenService.Flaw) {
        switch flaw {
        case .invalid: self.init(.invalidToken)
        case .expired: self.init(.tokenExpired)
        case .disabled: self.init(.accountDisabled)
        case .unavailable(let error): self.init(engine: error)
        }
    }
}

extension HTTPField.Name {
    static let xAPIKey = Self("X-API-Key") ?? .via
}
