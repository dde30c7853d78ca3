import Commerce
import Storage

/// Users and their addresses name each other; sessions, tokens and stored answers have their counterparts.
struct AccountCheck {
    let tables: Tables

    func run(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        findings.collect { findings throws(StorageError) in
            var users = 0
            try tables.users.scan(in: snapshot) { id, user throws(StorageError) in
                users += 1
                if try tables.usersByEmail.get(user.email.lookupKey, in: snapshot)?.id != id {
                    findings.add("user \(id): the address does not lead to it")
                }
                return .next
            }
            let addresses = try tables.usersByEmail.count(in: snapshot)
            if addresses != users { findings.add("users_by_email: \(addresses) entries for \(users) users") }
            try tables.refreshTokens.scan(in: snapshot) { _, token throws(StorageError) in
                if try !tables.sessions.contains(token.family, in: snapshot) {
                    findings.add("refresh_tokens: the session \(token.family) is missing")
                }
                return .next
            }
            try checkSessions(in: snapshot, &findings)
            try checkKeys(in: snapshot, &findings)
            try checkAnswers(in: snapshot, &findings)
        }
    }

    /// Sessions and refresh tokens are in their indexes, and nothing else is.
    private func checkSessions(
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        try tables.refreshTokens.scan(in: snapshot) { hash, token throws(StorageError) in
            if try !tables.refreshTokensByExpiry.contains(Key2(token.expiresAt.millis, hash), in: snapshot) {
                findings.add("refresh_tokens: a token of the session \(token.family) has no expiry")
            }
            return .next
        }
        try tables.sessions.scan(in: snapshot) { id, session throws(StorageError) in
            if try !tables.sessionsByUser.contains(Key2(session.user, id), in: snapshot) {
                findings.add("session \(id): its user does not lead to it")
            }
            return .next
        }
        try compare("sessions_by_user", tables.sessionsByUser.raw, tables.sessions.raw, in: snapshot, &findings)
        let expiries = tables.refreshTokensByExpiry.raw
        try compare("refresh_tokens_by_expiry", expiries, tables.refreshTokens.raw, in: snapshot, &findings)
    }

    /// Every API key is found by its hash, and every hash leads to a key.
    private func checkKeys(
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        try tables.apiKeys.scan(in: snapshot) { id, row throws(StorageError) in
            if try tables.apiKeysByHash.get(row.hash, in: snapshot)?.id != id {
                findings.add("API key \(id): its hash does not lead to it")
            }
            return .next
        }
        try compare("api_keys_by_hash", tables.apiKeysByHash.raw, tables.apiKeys.raw, in: snapshot, &findings)
    }

    private func compare(
        _ name: String,
        _ index: RawTable,
        _ table: RawTable,
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        let (entries, rows) = (try index.count(in: snapshot), try table.count(in: snapshot))
        if entries != rows { findings.add("\(name): \(entries) entries for \(rows) rows") }
    }

    private func checkAnswers(
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        try tables.idempotency.scan(in: snapshot) { key, answer throws(StorageError) in
            if try !tables.idempotencyByExpiry.contains(Key2(answer.expiresAt.millis, key), in: snapshot) {
                findings.add("idempotency: an answer has no expiry")
            }
            return .next
        }
    }
}
