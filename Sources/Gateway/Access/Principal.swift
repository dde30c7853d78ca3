package import Commerce

/// Who makes a request, and by what right.
package struct Principal: Sendable, Equatable {
    /// What was shown.
    package enum Credential: Sendable, Equatable {
        /// An access token of a session.
        case session(SessionID)
        /// An API key, which may do no more than its scopes say.
        case apiKey(APIKeyID, Set<Scope>)
    }

    /// The principal as commands know it: the user with the role of now, or a program without an account.
    package let actor: Actor
    /// What was shown.
    package let credential: Credential
    /// When the credential ends; nil for API keys, which end when they are revoked.
    package let expiresAt: Timestamp?

    /// Somebody who has logged in.
    package init(user: UserID, role: Role, session: SessionID, expiresAt: Timestamp) {
        actor = Actor(id: user, role: role)
        credential = .session(session)
        self.expiresAt = expiresAt
    }

    /// A program with an API key.
    package init(_ key: APIKey) {
        actor = Actor(id: nil, role: .system)
        credential = .apiKey(key.id, key.scopes)
        expiresAt = nil
    }

    /// The user; nil for a program.
    package var user: UserID? { actor.id }
    /// What the principal may do.
    package var role: Role { actor.role }
    /// The customer whose orders are the principal's own; nil for a program.
    package var customer: CustomerID? { user.map { .account($0) } }

    /// A stable text for idempotency and limits: the user's id, or `key:` and the API key's.
    package var identity: String {
        switch credential {
        case .session: user?.text ?? ""
        case .apiKey(let key, _): "key:\(key)"
        }
    }

    /// Who it is as the audit says it: `user:` or `key:` and the id.
    var auditIdentity: String {
        switch credential {
        case .session: "user:\(identity)"
        case .apiKey: identity
        }
    }

    /// Makes sure that an API key has a scope. Somebody who has logged in needs none: the role decides.
    ///
    /// - Parameter scope: nil for what no API key may do.
    /// - Throws: 403 `insufficient_scope`.
    package func demand(_ scope: Scope?) throws(Problem) {
        guard case .apiKey(_, let scopes) = credential else { return }
        guard let scope else { throw Problem(.insufficientScope, detail: "API keys cannot do this.") }
        guard scopes.contains(scope) else {
            throw Problem(.insufficientScope, detail: "The API key needs the scope \(scope.rawValue).")
        }
    }
}
