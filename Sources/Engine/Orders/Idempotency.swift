import Commerce
import Crypto
import EventLog
import Storage

/// A client's `Idempotency-Key` with everything it is scoped to.
package struct IdempotencyRequest: Sendable {
    /// The first half of SHA-256 over principal, method, route and key: 128 bits do not meet by chance.
    let key: [UInt8]
    /// The first half of SHA-256 over the body.
    let fingerprint: [UInt8]

    private static let digestBytes = 16

    /// A key in its scope; two requests are the same when all five are.
    ///
    /// - Parameters:
    ///   - principal: who asks, as text.
    ///   - route: the route's template, not the path.
    package init(key: String, principal: String, method: String, route: String, body: [UInt8]) {
        var scope = SHA256()
        for part in [principal, method, route, key] {
            scope.update(data: Array(part.utf8))
            scope.update(data: [0])
        }
        self.key = Array(scope.finalize().prefix(Self.digestBytes))
        fingerprint = Array(SHA256.hash(data: body).prefix(Self.digestBytes))
    }
}

/// The answers to requests with an `Idempotency-Key`, stored in the transaction of the effect.
struct Idempotency: Sendable {
    let tables: Tables
    /// How long an answer is kept.
    let keepMillis: Int64

    /// The stored answer to the same request.
    ///
    /// - Throws: `.idempotencyKeyReused` when the key was used with another body.
    func replay(
        _ request: IdempotencyRequest,
        now: Timestamp,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> StoredResponse? {
        let stored: StoredResponse?
        do throws(StorageError) {
            stored = try tables.idempotency.get(request.key, in: snapshot)
        } catch {
            throw .storage(error)
        }
        guard let stored, stored.expiresAt > now else { return nil }
        guard stored.fingerprint == request.fingerprint else { throw .idempotencyKeyReused }
        return stored
    }

    /// Keeps the answer to a request for the next one with the same key.
    func store(
        _ answer: CommandAnswer,
        to request: IdempotencyRequest,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        let expiresAt = now.adding(millis: keepMillis)
        let response = StoredResponse(
            fingerprint: request.fingerprint,
            status: answer.status,
            body: answer.kept ?? .json(answer.body),
            expiresAt: expiresAt,
            sequence: answer.sequence.value,
            version: answer.version
        )
        try tables.idempotency.put(request.key, response, in: transaction)
        try tables.idempotencyByExpiry.insert(Key2(expiresAt.millis, request.key), in: transaction)
    }

    /// Deletes answers that are no longer kept, at most `limit`; answers whether there are more.
    func sweep(now: Timestamp, limit: Int, in transaction: borrowing WriteTransaction) throws(StorageError) -> Bool {
        var expired: [Key2<Int64, [UInt8]>] = []
        try tables.idempotencyByExpiry.scan(in: transaction) { key, _ in
            guard key.first <= now.millis, expired.count < limit else { return .stop }
            expired.append(key)
            return .next
        }
        for key in expired {
            try tables.idempotencyByExpiry.delete(key, in: transaction)
            let stored = try tables.idempotency.get(key.second, in: transaction)
            // A key that was used again after its time has a newer answer by now.
            if let stored, stored.expiresAt.millis == key.first {
                try tables.idempotency.delete(key.second, in: transaction)
            }
        }
        return expired.count == limit
    }
}
