package import Commerce
import EventLog
import Storage
import Synchronization

/// A login that has not ended, as its user sees it.
package struct Session: Sendable, Equatable {
    /// Identifies the session; access tokens carry it as `sid`.
    package let id: SessionID
    /// Who logged in.
    package var user: UserID
    /// When.
    package var createdAt: Timestamp
    /// When it was last renewed with a refresh token.
    package var lastUsedAt: Timestamp
    /// When it ends unless it is renewed before.
    package var expiresAt: Timestamp
    /// What the client called itself at the login, at most `userAgentLimit` Unicode scalars of it.
    package var userAgent: String?

    /// How much of a `User-Agent` header is kept, in Unicode scalars.
    package static let userAgentLimit = 200

    init(_ id: SessionID, _ row: SessionRow) {
        self.id = id
        (user, createdAt, lastUsedAt) = (row.user, row.createdAt, row.lastUsedAt)
        (expiresAt, userAgent) = (row.expiresAt, row.userAgent)
    }
}

/// What an access token is worth now.
package enum Standing: Sendable, Equatable {
    /// Its session goes on; the user as of now.
    case active(User)
    /// The session has ended, or was never there.
    case ended
    /// The user is switched off.
    case disabled
}

extension Engine {
    /// A number that changes with everything that may take rights away: a session or an API key that is revoked, a user
    /// whose role, tier or activity changes.
    ///
    /// It is raised after the commit and before the change is answered. Whoever remembers rights reads it **before** the
    /// store and asks again when it has changed; so the answer to a revocation comes after the last use of what was
    /// revoked, and remembering costs one atomic load.
    package var accessGeneration: UInt64 { accessChanges.load(ordering: .acquiring) }

    /// Makes everybody who remembers rights ask again once the transaction is on disk.
    func noteAccessChange(in transaction: borrowing WriteTransaction) {
        transaction.afterCommit { [self] in accessChanges.add(1, ordering: .acquiringAndReleasing) }
    }

    /// What an access token of a user and session is worth now. A user who is switched off is told so although that ended
    /// the session as well.
    package func standing(of user: UserID, in session: SessionID) throws(EngineError) -> Standing {
        try read("standing") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                guard let user = try tables.users.get(user, in: snapshot) else { return .ended }
                guard user.isActive else { return .disabled }
                let row = try tables.sessions.get(session, in: snapshot)
                guard let row, !row.isRevoked, row.user == user.id else { return .ended }
                return .active(user)
            }
        }
    }

    /// A user's sessions that have not ended, newest first.
    package func sessions(of user: UserID) throws(EngineError) -> [Session] {
        try read("sessions") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                let now = time.now
                return try sessionJournal.sessions(of: user, in: snapshot).reversed()
                    .filter { !$0.row.isRevoked && $0.row.expiresAt > now }
                    .map { Session($0.id, $0.row) }
            }
        }
    }

    /// Ends one of a user's sessions: its refresh token and its access tokens are refused from now on. 204, no body.
    ///
    /// - Throws: `.sessionNotFound` also for somebody else's, `.idempotencyKeyReused`.
    @discardableResult
    package func revokeSession(
        _ id: SessionID,
        of user: UserID,
        idempotency request: IdempotencyRequest? = nil
    ) async throws(EngineError) -> CommandAnswer {
        try await command(request) { [self] _, transaction throws(EngineError) in
            let row = try stored { () throws(StorageError) in try tables.sessions.get(id, in: transaction) }
            guard let row, row.user == user, !row.isRevoked else { throw .sessionNotFound }
            try stored { () throws(StorageError) in _ = try sessionJournal.revoke(id, in: transaction) }
            noteAccessChange(in: transaction)
            return .noContent(log.lastSequence)
        }
    }

    /// Ends all of a user's sessions, the one that asks included. 204, no body.
    ///
    /// - Throws: `.idempotencyKeyReused`.
    @discardableResult
    package func revokeAllSessions(
        of user: UserID,
        idempotency request: IdempotencyRequest? = nil
    ) async throws(EngineError) -> CommandAnswer {
        try await command(request) { [self] _, transaction throws(EngineError) in
            try stored { () throws(StorageError) in try sessionJournal.revokeAll(of: user, in: transaction) }
            noteAccessChange(in: transaction)
            return .noContent(log.lastSequence)
        }
    }

    var sessionJournal: SessionJournal { SessionJournal(tables: tables) }
}
