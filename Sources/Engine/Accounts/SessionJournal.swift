import Commerce
import Storage

/// Writes sessions with their refresh tokens and the indexes of both.
///
/// Invariant: a session has exactly one refresh token that is not spent, the newest. So the session ends with that token,
/// and the one index of tokens by their expiry is enough to sweep both.
struct SessionJournal: Sendable {
    let tables: Tables

    // MARK: Beginning and renewing

    /// Begins a session with its first refresh token.
    ///
    /// - Parameter token: the SHA-256 of the token.
    func open(
        _ id: SessionID,
        _ session: SessionRow,
        token: [UInt8],
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        try tables.sessions.put(id, session, in: transaction)
        try tables.sessionsByUser.insert(Key2(session.user, id), in: transaction)
        try issue(token, RefreshRow(session, family: id), in: transaction)
    }

    /// Spends a session's refresh token and gives it a new one.
    func renew(
        _ id: SessionID,
        _ session: SessionRow,
        spending old: (hash: [UInt8], row: RefreshRow),
        for token: [UInt8],
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        var spent = old.row
        spent.isSpent = true
        try tables.refreshTokens.put(old.hash, spent, in: transaction)
        try tables.sessions.put(id, session, in: transaction)
        try issue(token, RefreshRow(session, family: id), in: transaction)
    }

    private func issue(
        _ hash: [UInt8],
        _ row: RefreshRow,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        try tables.refreshTokens.put(hash, row, in: transaction)
        try tables.refreshTokensByExpiry.insert(Key2(row.expiresAt.millis, hash), in: transaction)
    }

    // MARK: Reading and ending

    /// A user's sessions, oldest first, those that have ended and are not swept yet included.
    func sessions(
        of user: UserID,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> [(id: SessionID, row: SessionRow)] {
        var ids: [SessionID] = []
        try tables.sessionsByUser.scan(prefix: user.keyBytes, in: snapshot) { key, _ in
            ids.append(key.second)
            return .next
        }
        var sessions: [(id: SessionID, row: SessionRow)] = []
        for id in ids {
            if let row = try tables.sessions.get(id, in: snapshot) { sessions.append((id, row)) }
        }
        return sessions
    }

    /// Ends a session; answers whether it was alive.
    func revoke(_ id: SessionID, in transaction: borrowing WriteTransaction) throws(StorageError) -> Bool {
        guard var session = try tables.sessions.get(id, in: transaction), !session.isRevoked else { return false }
        session.isRevoked = true
        try tables.sessions.put(id, session, in: transaction)
        return true
    }

    /// Ends all sessions of a user; answers how many were alive.
    @discardableResult
    func revokeAll(of user: UserID, in transaction: borrowing WriteTransaction) throws(StorageError) -> Int {
        var count = 0
        for (id, _) in try sessions(of: user, in: transaction) where try revoke(id, in: transaction) { count += 1 }
        return count
    }

    /// Deletes refresh tokens that have expired, at most `limit`, each session with its last one; answers whether there
    /// are more.
    func sweep(now: Timestamp, limit: Int, in transaction: borrowing WriteTransaction) throws(StorageError) -> Bool {
        var expired: [Key2<Int64, [UInt8]>] = []
        try tables.refreshTokensByExpiry.scan(in: transaction) { key, _ in
            guard key.first <= now.millis, expired.count < limit else { return .stop }
            expired.append(key)
            return .next
        }
        for key in expired {
            try tables.refreshTokensByExpiry.delete(key, in: transaction)
            guard let token = try tables.refreshTokens.get(key.second, in: transaction) else { continue }
            try tables.refreshTokens.delete(key.second, in: transaction)
            if !token.isSpent {
                try tables.sessions.delete(token.family, in: transaction)
                try tables.sessionsByUser.delete(Key2(token.user, token.family), in: transaction)
            }
        }
        return expired.count == limit
    }

    // MARK: Stores of an older schema

    /// Fills both indexes, and tells each session when its newest token expires.
    func index(in transaction: borrowing WriteTransaction) throws(StorageError) {
        var ends: [SessionID: Timestamp] = [:]
        try tables.refreshTokens.scan(in: transaction) { hash, token throws(StorageError) in
            try tables.refreshTokensByExpiry.insert(Key2(token.expiresAt.millis, hash), in: transaction)
            if !token.isSpent { ends[token.family] = token.expiresAt }
            return .next
        }
        var rows: [(id: SessionID, row: SessionRow)] = []
        try tables.sessions.scan(in: transaction) { id, row in
            rows.append((id, row))
            return .next
        }
        for (id, row) in rows {
            var row = row
            row.expiresAt = ends[id] ?? row.expiresAt
            try tables.sessions.put(id, row, in: transaction)
            try tables.sessionsByUser.insert(Key2(row.user, id), in: transaction)
        }
    }
}

extension RefreshRow {
    /// The newest token of a session.
    fileprivate init(_ session: SessionRow, family: SessionID) {
        self.init(user: session.user, family: family, isSpent: false, expiresAt: session.expiresAt)
    }
}
