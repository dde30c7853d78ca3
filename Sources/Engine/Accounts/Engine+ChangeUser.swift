package import Commerce
import EventLog
import Storage

/// What somebody changes about their own account; nil stays, an inner nil takes away.
package struct ProfileChange: Sendable, Equatable {
    /// At most `User.fullNameLimit` Unicode scalars.
    package var fullName: String??
    /// At most `User.phoneLimit` Unicode scalars.
    package var phone: String??

    package init(fullName: String?? = nil, phone: String?? = nil) {
        self.fullName = fullName
        self.phone = phone
    }
}

extension Engine {
    /// Changes what an account may do, on an administrator's word, at once: access tokens count with the new role from the
    /// answer on, and those of an account that is switched off are refused, its sessions ended.
    ///
    /// - Throws: `.accessDenied`, `.userNotFound`, `.lastAdmin`, `.tierLength`.
    package func changeUser(_ id: UserID, _ change: UserChange, as actor: Actor) async throws(EngineError) -> User {
        let trail = trail(actor)
        return try await submit { [self] transaction throws(EngineError) in
            try update(id, change, trail, now: time.now, in: transaction)
        }
    }

    /// As the other, as an idempotent command: 200 with what `answer` makes of the changed account.
    ///
    /// - Throws: `.accessDenied`, `.userNotFound`, `.lastAdmin`, `.tierLength`, `.idempotencyKeyReused`.
    package func changeUser(
        _ id: UserID,
        _ change: UserChange,
        as actor: Actor,
        idempotency request: IdempotencyRequest?,
        answer: @escaping @Sendable (User) -> [UInt8]
    ) async throws(EngineError) -> CommandAnswer {
        let trail = trail(actor)
        return try await command(request) { [self] now, transaction throws(EngineError) in
            let user = try update(id, change, trail, now: now, in: transaction)
            return CommandAnswer(status: 200, body: answer(user), sequence: log.lastSequence)
        }
    }

    /// Changes somebody's own name and phone number.
    ///
    /// - Throws: `.userNotFound`.
    package func changeProfile(of id: UserID, _ change: ProfileChange) async throws(EngineError) -> User {
        try await submit { [self] transaction throws(EngineError) in
            try update(id, change, now: time.now, in: transaction)
        }
    }

    /// As the other, as an idempotent command: 200 with what `answer` makes of the changed account.
    ///
    /// - Throws: `.userNotFound`, `.idempotencyKeyReused`.
    package func changeProfile(
        of id: UserID,
        _ change: ProfileChange,
        idempotency request: IdempotencyRequest?,
        answer: @escaping @Sendable (User) -> [UInt8]
    ) async throws(EngineError) -> CommandAnswer {
        try await command(request) { [self] now, transaction throws(EngineError) in
            let user = try update(id, change, now: now, in: transaction)
            return CommandAnswer(status: 200, body: answer(user), sequence: log.lastSequence)
        }
    }

    private func update(
        _ id: UserID,
        _ change: UserChange,
        _ trail: AuditTrail,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> User {
        let user = try known(id, in: transaction)
        let mayBeLast = ChangeUser.takesAdminAway(user, change)
        let hasOther = try stored { () throws(StorageError) in
            try mayBeLast ? hasAdmin(besides: id, in: transaction) : true
        }
        let changed: User
        do throws(UserRejection) {
            changed = try ChangeUser.decide(user, change: change, by: trail.actor, hasOtherAdmin: hasOther, now: now)
        } catch {
            throw EngineError(error)
        }
        guard changed != user else { return user }
        try stored { () throws(StorageError) in
            try tables.users.put(id, changed, in: transaction)
            if !changed.isActive { try sessionJournal.revokeAll(of: id, in: transaction) }
        }
        try trail.record(.userChange, .user(id), AuditDiff(user, changed), now: now, in: transaction)
        noteAccessChange(in: transaction)
        return changed
    }

    private func update(
        _ id: UserID,
        _ change: ProfileChange,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> User {
        let user = try known(id, in: transaction)
        var changed = user
        if let fullName = change.fullName { changed.fullName = fullName }
        if let phone = change.phone { changed.phone = phone }
        guard changed != user else { return user }
        changed.updatedAt = now
        let written = changed
        try stored { () throws(StorageError) in try tables.users.put(id, written, in: transaction) }
        return changed
    }

    private func known(_ id: UserID, in transaction: borrowing WriteTransaction) throws(EngineError) -> User {
        let user = try stored { () throws(StorageError) in try tables.users.get(id, in: transaction) }
        guard let user else { throw .userNotFound }
        return user
    }

    /// Looks for an active administrator from the oldest account on, where the first ones are.
    private func hasAdmin(
        besides id: UserID,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> Bool {
        var isFound = false
        try tables.users.scan(in: transaction) { other, user in
            isFound = other != id && user.isActive && user.role == .admin
            return isFound ? .stop : .next
        }
        return isFound
    }
}

extension EngineError {
    /// The domain's refusal to change an account.
    fileprivate init(_ rejection: UserRejection) {
        switch rejection {
        case .adminOnly: self = .accessDenied
        case .lastAdmin: self = .lastAdmin
        case .tierLength: self = .tierLength
        }
    }
}
