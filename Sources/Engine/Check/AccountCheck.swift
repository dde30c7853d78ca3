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
            try checkAnswers(in: snapshot, &findings)
        }
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
