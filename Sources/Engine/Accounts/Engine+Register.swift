package import Commerce
package import EventLog
import Storage

/// What somebody registers with.
package struct Registration: Sendable {
    /// The address to log in with; one account per address, however it is capitalised.
    package var email: EmailAddress
    /// The password as it was typed; only its bcrypt hash is stored.
    package var password: String
    /// Nil when it was not given.
    package var fullName: String?
    /// As it was typed; nil when it was not given.
    package var phone: String?
    /// What the account may do.
    package var role: Role

    package init(email: EmailAddress, password: String, fullName: String?, phone: String?, role: Role = .user) {
        self.email = email
        self.password = password
        self.fullName = fullName
        self.phone = phone
        self.role = role
    }
}

extension Engine {
    /// Makes an account.
    ///
    /// - Throws: `.emailTaken`, `.tooBusy` when too many passwords wait to be hashed.
    package func register(_ registration: Registration) async throws(EngineError) -> (user: User, sequence: LogSequence)
    {
        let hash = try await passwords.hash(registration.password)
        return try await submit { [self] transaction throws(EngineError) in
            try add(registration, hash: hash, now: time.now, in: transaction)
        }
    }

    /// Makes an account: 201 with what `answer` makes of it, kept sealed.
    ///
    /// - Throws: `.emailTaken`, `.tooBusy`, `.idempotencyKeyReused`.
    package func register(
        _ registration: Registration,
        idempotency request: IdempotencyRequest?,
        answer: @escaping @Sendable (User) -> [UInt8]
    ) async throws(EngineError) -> CommandAnswer {
        if let earlier = try earlierAnswer(to: request) { return earlier }
        let hash = try await passwords.hash(registration.password)
        return try await command(request) { [self] now, transaction throws(EngineError) in
            let (user, sequence) = try add(registration, hash: hash, now: now, in: transaction)
            return CommandAnswer(status: 201, body: answer(user), sequence: sequence, isSecret: true)
        }
    }

    private func add(
        _ registration: Registration,
        hash: String,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> (user: User, sequence: LogSequence) {
        let key = registration.email.lookupKey
        let isTaken = try stored { () throws(StorageError) in
            try tables.usersByEmail.get(key, in: transaction) != nil
        }
        guard !isTaken else { throw .emailTaken }
        let user = User(
            id: entropy.identifier(at: now),
            email: registration.email,
            passwordHash: hash,
            fullName: registration.fullName,
            phone: registration.phone,
            role: registration.role,
            createdAt: now,
            updatedAt: now
        )
        // Administrators are only made on the command line and by the settings.
        if user.role == .admin {
            let trail = trail(Actor(id: nil, role: .admin))
            try trail.record(.userCreate, .user(user.id), AuditDiff(nil, user), now: now, in: transaction)
        }
        return try stored { () throws(StorageError) in
            try tables.users.put(user.id, user, in: transaction)
            try tables.usersByEmail.put(key, UserIDValue(user.id), in: transaction)
            let event = UserRegistered(
                user: user.id,
                email: user.email,
                fullName: user.fullName,
                role: user.role,
                at: now
            )
            let (_, appended) = journal.encoder.append(
                .userRegistered(event),
                causedBy: nil,
                to: log,
                in: transaction
            )
            return (user, appended.sequence)
        }
    }
}
