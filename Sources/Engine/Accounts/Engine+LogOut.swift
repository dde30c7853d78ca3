import Commerce
import EventLog
import Storage

extension Engine {
    /// Ends the session that a refresh token belongs to: neither its refresh tokens nor its access tokens work any more.
    /// 204, no body.
    ///
    /// A token that is unknown or of an ended session is no error; there is nothing left to end.
    ///
    /// - Throws: `.idempotencyKeyReused`.
    @discardableResult
    package func logOut(
        _ token: String,
        idempotency request: IdempotencyRequest? = nil
    ) async throws(EngineError) -> CommandAnswer {
        try await command(request) { [self] _, transaction throws(EngineError) in
            let hasEnded = try stored { () throws(StorageError) in
                guard let row = try tables.refreshTokens.get(Self.tokenHash(token), in: transaction) else {
                    return false
                }
                return try sessionJournal.revoke(row.family, in: transaction)
            }
            if hasEnded { noteAccessChange(in: transaction) }
            return .noContent(log.lastSequence)
        }
    }
}
