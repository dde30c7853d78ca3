import Commerce
import EventLog
import Storage

extension Engine {
    /// Trades a refresh token for a new one. A token that was used before ends its whole session.
    ///
    /// - Throws: `.invalidRefreshToken`, `.refreshTokenReused`, `.accountDisabled`.
    package func refresh(_ token: String) async throws(EngineError) -> Credentials {
        let outcome = try await submit { [self] transaction throws(EngineError) in
            try renew(Self.tokenHash(token), now: time.now, in: transaction)
        }
        return try outcome.get()
    }

    /// Trades a refresh token for a new one: 200 with what `answer` makes of the credentials, kept sealed, so that a
    /// client that lost the answer gets it again with its key instead of ending its session.
    ///
    /// - Throws: `.invalidRefreshToken`, `.refreshTokenReused`, `.accountDisabled`, `.idempotencyKeyReused`, what `sign`
    ///   throws.
    package func refresh(
        _ token: String,
        idempotency request: IdempotencyRequest?,
        sign: AccessTokenSigner,
        answer: @escaping CredentialsAnswer
    ) async throws(EngineError) -> CommandAnswer {
        if let earlier = try earlierAnswer(to: request) { return earlier }
        let hash = Self.tokenHash(token)
        guard let (user, session) = try holder(of: hash) else { throw .invalidRefreshToken }
        let accessToken = try await sign(user, session)
        return try await settle(request) { [self] now, transaction throws(EngineError) in
            try renew(hash, now: now, in: transaction).map { credentials in
                let body = answer(credentials, accessToken)
                return CommandAnswer(status: 200, body: body, sequence: log.lastSequence, isSecret: true)
            }
        }
    }

    /// Whom a refresh token was given to, whatever it is worth; nil for an unknown one.
    private func holder(of hash: [UInt8]) throws(EngineError) -> (user: User, session: SessionID)? {
        try read("refresh") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                guard let row = try tables.refreshTokens.get(hash, in: snapshot),
                    let user = try tables.users.get(row.user, in: snapshot)
                else { return nil }
                return (user, row.family)
            }
        }
    }

    /// The end of a refresh. A reuse is a result and not an error of the unit, because it has something to write.
    private func renew(
        _ hash: [UInt8],
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> Result<Credentials, EngineError> {
        let token = drawRefreshToken()
        let outcome: Result<Credentials, EngineError> = try stored { () throws(StorageError) in
            guard let row = try tables.refreshTokens.get(hash, in: transaction), row.expiresAt > now,
                var session = try tables.sessions.get(row.family, in: transaction),
                let user = try tables.users.get(row.user, in: transaction)
            else { return .failure(.invalidRefreshToken) }
            guard user.isActive else { return .failure(.accountDisabled) }
            guard !session.isRevoked else { return .failure(.invalidRefreshToken) }
            guard !row.isSpent else {
                _ = try sessionJournal.revoke(row.family, in: transaction)
                return .failure(.refreshTokenReused)
            }
            session.lastUsedAt = now
            session.expiresAt = now.adding(millis: configuration.refreshMillis)
            try sessionJournal.renew(row.family, session, spending: (hash, row), for: token.hash, in: transaction)
            return .success(Credentials(user: user, refreshToken: token.text, session: row.family))
        }
        if case .failure(.refreshTokenReused) = outcome { noteAccessChange(in: transaction) }
        return outcome
    }
}
