import Commerce
import Storage

extension Engine {
    /// Ends the session that a refresh token belongs to: none of its refresh tokens works any more.
    ///
    /// A token that is unknown or of an ended session is no error; there is nothing left to end. Access tokens that were
    /// given out go on until they expire.
    package func logOut(_ token: String) async throws(EngineError) {
        _ = try await submit { [self] transaction throws(EngineError) in
            try stored { () throws(StorageError) in
                guard let row = try tables.refreshTokens.get(Self.tokenHash(token), in: transaction),
                    var session = try tables.sessions.get(row.family, in: transaction), !session.isRevoked
                else { return }
                session.isRevoked = true
                try tables.sessions.put(row.family, session, in: transaction)
            }
        }
    }
}
