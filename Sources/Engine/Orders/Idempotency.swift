import Commerce
import EventLog
import Storage

/// A client's `Idempotency-Key` with everything it is scoped to.
package struct IdempotencyRequest: Sendable {
    /// Principal, method, route and key, each with a NUL behind it.
    let scope: [UInt8]
    let body: [UInt8]

    /// A key in its scope; two requests are the same when all five are.
    ///
    /// - Parameters:
    ///   - principal: who asks, as text.
    ///   - route: the route's template, not the path.
    package init(key: String, principal: String, method: String, route: String, body: [UInt8]) {
        scope = [principal, method, route, key].flatMap { Array($0.utf8) + [0] }
        self.body = body
    }
}

/// A request as the store knows it; made by `AnswerSecret`.
struct KeyedRequest: Sendable {
    /// Under what the answer is stored.
    let key: [UInt8]
    /// What says that a body is the same.
    let fingerprint: [UInt8]
    /// What a sealed answer is opened with, besides the server's secret. Never stored.
    let scope: [UInt8]
}

/// The answers to requests with an `Idempotency-Key`, stored in the transaction of the effect.
struct Idempotency: Sendable {
    let tables: Tables
    let secret: AnswerSecret
    /// Where the nonces of sealed answers come from.
    let entropy: Entropy
    /// How long an answer is kept.
    let keepMillis: Int64

    /// The stored answer to the same request.
    ///
    /// - Throws: `.idempotencyKeyReused` when the key was used with another body.
    func replay(
        _ request: KeyedRequest,
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

    /// Keeps the answer to a request for the next one with the same key, sealed when it holds secrets.
    ///
    /// - Throws: `.unhandled` when an answer cannot be sealed; then there is no effect either.
    func store(
        _ answer: CommandAnswer,
        to request: KeyedRequest,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        let expiresAt = now.adding(millis: keepMillis)
        let response = StoredResponse(
            fingerprint: request.fingerprint,
            status: answer.status,
            body: try kept(answer, for: request),
            expiresAt: expiresAt,
            sequence: answer.sequence.value,
            version: answer.version
        )
        try stored { () throws(StorageError) in
            try tables.idempotency.put(request.key, response, in: transaction)
            try tables.idempotencyByExpiry.insert(Key2(expiresAt.millis, request.key), in: transaction)
        }
    }

    private func kept(_ answer: CommandAnswer, for request: KeyedRequest) throws(EngineError) -> StoredResponse.Body {
        guard answer.isSecret else { return answer.kept ?? .json(answer.body) }
        guard let sealed = secret.seal(answer.body, for: request, nonce: entropy.bytes(12)) else {
            throw .unhandled("an answer could not be sealed")
        }
        return .sealed(sealed)
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
