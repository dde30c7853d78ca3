/// A key by which a program acts for the shop without an account. The key itself is known to its holder alone.
package struct APIKey: Hashable, Sendable {
    /// The most Unicode scalars a name may have.
    package static let nameLimit = 100

    /// Identifies the key; not what is sent with requests.
    package let id: APIKeyID
    /// What the key is for, in the words of whoever made it.
    package var name: String
    /// What it may do.
    package var scopes: Set<Scope>
    /// The administrator who made it; nil for the server itself.
    package var createdBy: UserID?
    /// When it was made.
    package let createdAt: Timestamp
    /// When it was last used, to the hour; nil for a key that never was.
    package var lastUsedAt: Timestamp?
    /// When it was revoked; nil for a key that is accepted.
    package var revokedAt: Timestamp?

    /// Builds a key from its fields.
    package init(
        id: APIKeyID,
        name: String,
        scopes: Set<Scope>,
        createdBy: UserID?,
        createdAt: Timestamp,
        lastUsedAt: Timestamp? = nil,
        revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.scopes = scopes
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }

    /// True for a key that is not accepted any more.
    package var isRevoked: Bool { revokedAt != nil }
}

/// Why an API key was not made or revoked.
package enum APIKeyRejection: Error, Hashable, Sendable {
    /// Only administrators may do this.
    case adminOnly
    /// A name that is blank or too long.
    case nameLength
    /// A key that could do nothing.
    case noScopes
}

/// Makes an API key on an administrator's word.
package struct CreateAPIKey: Hashable, Sendable {
    /// What the key is for, 1 … `APIKey.nameLimit` Unicode scalars.
    package var name: String
    /// What it may do; one thing at least.
    package var scopes: Set<Scope>

    /// Gathers what the key is to be.
    package init(name: String, scopes: Set<Scope>) {
        self.name = name
        self.scopes = scopes
    }

    /// Decides on the key.
    ///
    /// - Throws: `adminOnly`, `nameLength`, `noScopes`.
    package func decide(id: APIKeyID, by actor: Actor, now: Timestamp) throws(APIKeyRejection) -> APIKey {
        guard actor.isAdmin else { throw .adminOnly }
        guard !TextRules.isBlank(name), TextRules.fits(name, limit: APIKey.nameLimit) else { throw .nameLength }
        guard !scopes.isEmpty else { throw .noScopes }
        return APIKey(id: id, name: name, scopes: scopes, createdBy: actor.id, createdAt: now)
    }
}
