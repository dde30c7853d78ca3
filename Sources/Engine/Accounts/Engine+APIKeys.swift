package import Commerce
import EventLog
import Storage

/// A page of API keys, newest first.
package struct APIKeyPage: Sendable {
    /// At most as many as were asked for, revoked ones included.
    package var keys: [APIKey]
    /// How many there are on all pages.
    package var total: Int
    /// Whether another page follows.
    package var hasMore: Bool
}

extension Engine {
    /// What every API key begins with; no JSON Web Token does.
    package static let apiKeyPrefix = "tp_"

    /// Makes an API key; `secret` is shown to whoever made it and never again.
    ///
    /// - Throws: `.accessDenied`, `.apiKeyName`, `.apiKeyScopes`.
    package func createAPIKey(
        _ draft: CreateAPIKey,
        by actor: Actor
    ) async throws(EngineError) -> (key: APIKey, secret: String) {
        let trail = trail(actor)
        return try await submit { [self] transaction throws(EngineError) in
            try add(draft, trail, now: time.now, in: transaction)
        }
    }

    /// Makes an API key: 201 with what `answer` makes of the key and its secret, kept sealed.
    ///
    /// - Throws: `.accessDenied`, `.apiKeyName`, `.apiKeyScopes`, `.idempotencyKeyReused`.
    package func createAPIKey(
        _ draft: CreateAPIKey,
        by actor: Actor,
        idempotency request: IdempotencyRequest?,
        answer: @escaping @Sendable (APIKey, _ secret: String) -> [UInt8]
    ) async throws(EngineError) -> CommandAnswer {
        let trail = trail(actor)
        return try await command(request) { [self] now, transaction throws(EngineError) in
            let (key, secret) = try add(draft, trail, now: now, in: transaction)
            let body = answer(key, secret)
            return CommandAnswer(status: 201, body: body, sequence: log.lastSequence, isSecret: true)
        }
    }

    private func add(
        _ draft: CreateAPIKey,
        _ trail: AuditTrail,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> (key: APIKey, secret: String) {
        let key: APIKey
        do throws(APIKeyRejection) {
            key = try draft.decide(id: entropy.identifier(at: now), by: trail.actor, now: now)
        } catch {
            throw EngineError(error)
        }
        let secret = Self.apiKeyPrefix + Base64URL.encode(entropy.bytes(32))
        let hash = Self.tokenHash(secret)
        try stored { () throws(StorageError) in
            try tables.apiKeys.put(key.id, APIKeyRow(key: key, hash: hash), in: transaction)
            try tables.apiKeysByHash.put(hash, IdentifierValue(key.id), in: transaction)
        }
        try trail.record(.apiKeyCreate, .apiKey(key.id), AuditDiff(nil, key), now: now, in: transaction)
        return (key, secret)
    }

    /// A page of API keys, newest first, for an administrator.
    ///
    /// - Parameters:
    ///   - skip: how many of the newest to leave out.
    ///   - before: only keys older than this one; instead of `skip`.
    /// - Throws: `.accessDenied`.
    package func apiKeys(
        skip: Int,
        before: APIKeyID? = nil,
        limit: Int,
        as actor: Actor
    ) throws(EngineError) -> APIKeyPage {
        guard actor.isAdmin else { throw .accessDenied }
        return try read("API keys") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                var keys: [APIKey] = []
                var left = skip
                try tables.apiKeys.scan(from: before, descending: true, in: snapshot) { _, row in
                    if left > 0 {
                        left -= 1
                        return .next
                    }
                    keys.append(row.key)
                    return keys.count > limit ? .stop : .next
                }
                return APIKeyPage(
                    keys: Array(keys.prefix(limit)),
                    total: try tables.apiKeys.count(in: snapshot),
                    hasMore: keys.count > limit
                )
            }
        }
    }

    /// Revokes an API key: it is refused from now on and stays in the list. 204, no body.
    ///
    /// - Throws: `.accessDenied`, `.apiKeyNotFound` also for one that is revoked already, `.idempotencyKeyReused`.
    @discardableResult
    package func revokeAPIKey(
        _ id: APIKeyID,
        by actor: Actor,
        idempotency request: IdempotencyRequest? = nil
    ) async throws(EngineError) -> CommandAnswer {
        guard actor.isAdmin else { throw .accessDenied }
        let trail = trail(actor)
        return try await command(request) { [self] now, transaction throws(EngineError) in
            let row = try stored { () throws(StorageError) in try tables.apiKeys.get(id, in: transaction) }
            guard var row, !row.key.isRevoked else { throw .apiKeyNotFound }
            let before = row.key
            row.key.revokedAt = now
            let revoked = row
            let diff = AuditDiff(before, revoked.key)
            try trail.record(.apiKeyRevoke, .apiKey(id), diff, now: now, in: transaction)
            try stored { () throws(StorageError) in try tables.apiKeys.put(id, revoked, in: transaction) }
            noteAccessChange(in: transaction)
            return .noContent(log.lastSequence)
        }
    }
}

extension EngineError {
    /// The domain's refusal to make an API key.
    fileprivate init(_ rejection: APIKeyRejection) {
        switch rejection {
        case .adminOnly: self = .accessDenied
        case .nameLength: self = .apiKeyName
        case .noScopes: self = .apiKeyScopes
        }
    }
}
