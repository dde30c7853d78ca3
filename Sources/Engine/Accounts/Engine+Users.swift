package import Commerce
import Storage

/// A page of accounts, newest first.
package struct UserPage: Sendable {
    /// At most as many as were asked for.
    package var users: [User]
    /// How many accounts there are on all pages.
    package var total: Int
    /// Whether another page follows.
    package var hasMore: Bool
}

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
    /// An account, for an administrator.
    ///
    /// - Throws: `.accessDenied`, `.userNotFound`.
    package func user(_ id: UserID, as actor: Actor) throws(EngineError) -> User {
        guard actor.isAdmin else { throw .accessDenied }
        return try user(id)
    }

    /// A page of accounts, newest first, for an administrator.
    ///
    /// - Parameters:
    ///   - skip: how many of the newest to leave out.
    ///   - before: only accounts older than this one; instead of `skip`.
    /// - Throws: `.accessDenied`.
    package func users(
        skip: Int,
        before: UserID? = nil,
        limit: Int,
        as actor: Actor
    ) throws(EngineError) -> UserPage {
        guard actor.isAdmin else { throw .accessDenied }
        return try read("users") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                var users: [User] = []
                var left = skip
                try tables.users.scan(from: before, descending: true, in: snapshot) { _, user in
                    if left > 0 {
                        left -= 1
                        return .next
                    }
                    users.append(user)
                    return users.count > limit ? .stop : .next
                }
                return UserPage(
                    users: Array(users.prefix(limit)),
                    total: try tables.users.count(in: snapshot),
                    hasMore: users.count > limit
                )
            }
        }
    }

    /// Changes what an account may do, on an administrator's word.
    ///
    /// Tokens that were given out keep their role until they expire; the next refresh sees the change.
    ///
    /// - Throws: `.accessDenied`, `.userNotFound`, `.lastAdmin`, `.tierLength`.
    package func changeUser(_ id: UserID, _ change: UserChange, as actor: Actor) async throws(EngineError) -> User {
        try await update(id) { [self] user, now, transaction throws(EngineError) in
            let mayBeLast = ChangeUser.takesAdminAway(user, change)
            let hasOther = try stored { () throws(StorageError) in
                try mayBeLast ? hasAdmin(besides: id, in: transaction) : true
            }
            do throws(UserRejection) {
                return try ChangeUser.decide(user, change: change, by: actor, hasOtherAdmin: hasOther, now: now)
            } catch {
                throw EngineError(error)
            }
        }
    }

    /// Changes somebody's own name and phone number.
    ///
    /// - Throws: `.userNotFound`.
    package func changeProfile(of id: UserID, _ change: ProfileChange) async throws(EngineError) -> User {
        try await update(id) { user, now, _ in
            var changed = user
            if let fullName = change.fullName { changed.fullName = fullName }
            if let phone = change.phone { changed.phone = phone }
            if changed != user { changed.updatedAt = now }
            return changed
        }
    }

    /// Makes an existing account an active administrator's; answers it, and whether that changed anything.
    ///
    /// - Throws: `.userNotFound`.
    package func promote(_ email: EmailAddress) async throws(EngineError) -> (user: User, hasChanged: Bool) {
        guard let known = try user(with: email) else { throw .userNotFound }
        let promoted = try await changeUser(
            known.id,
            UserChange(isActive: true, role: .admin),
            as: Actor(id: nil, role: .admin)
        )
        return (promoted, promoted != known)
    }

    /// The account of an address, however it is capitalised; nil when there is none.
    package func user(with email: EmailAddress) throws(EngineError) -> User? {
        try read("user by address") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                guard let id = try tables.usersByEmail.get(email.lookupKey, in: snapshot)?.id else { return nil }
                return try tables.users.get(id, in: snapshot)
            }
        }
    }

    /// Reads, changes and writes one account as one unit.
    private func update(
        _ id: UserID,
        _ change:
            @escaping @Sendable (User, Timestamp, borrowing WriteTransaction) throws(EngineError) -> User
    ) async throws(EngineError) -> User {
        try await submit { [self] transaction throws(EngineError) in
            let known = try stored { () throws(StorageError) in try tables.users.get(id, in: transaction) }
            guard let known else { throw .userNotFound }
            let changed = try change(known, time.now, transaction)
            if changed != known {
                try stored { () throws(StorageError) in try tables.users.put(id, changed, in: transaction) }
            }
            return changed
        }
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
