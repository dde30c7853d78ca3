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

extension Engine {
    /// A user by id.
    ///
    /// - Throws: `.userNotFound`.
    package func user(_ id: UserID) throws(EngineError) -> User {
        let user = try read("user") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in try tables.users.get(id, in: snapshot) }
        }
        guard let user else { throw .userNotFound }
        return user
    }

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
}
