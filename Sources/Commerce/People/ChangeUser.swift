/// What an administrator changes about an account; what is nil stays.
package struct UserChange: Hashable, Sendable {
    /// Whether it may log in and order.
    package var isActive: Bool?
    /// What it may do.
    package var role: Role?
    /// Its tier, 1 … `User.tierLimit` Unicode scalars.
    package var tier: String?

    /// Gathers what changes.
    package init(isActive: Bool? = nil, role: Role? = nil, tier: String? = nil) {
        self.isActive = isActive
        self.role = role
        self.tier = tier
    }
}

/// Why an account was not changed.
package enum UserRejection: Error, Hashable, Sendable {
    /// Only administrators may do this.
    case adminOnly
    /// Nobody would be left to run the shop.
    case lastAdmin
    /// A tier without a name, or with one that is too long.
    case tierLength
}

/// Changes an account on an administrator's word. The last administrator who can log in stays one.
package enum ChangeUser {
    /// Decides on the change; an account that stays as it is keeps its time of change.
    ///
    /// - Parameter hasOtherAdmin: whether another active administrator exists; only looked at when one is taken away.
    /// - Throws: `adminOnly`, `lastAdmin`, `tierLength`.
    package static func decide(
        _ user: User,
        change: UserChange,
        by actor: Actor,
        hasOtherAdmin: Bool,
        now: Timestamp
    ) throws(UserRejection) -> User {
        guard actor.isAdmin else { throw .adminOnly }
        if let tier = change.tier, TextRules.isBlank(tier) || !TextRules.fits(tier, limit: User.tierLimit) {
            throw .tierLength
        }
        if takesAdminAway(user, change), !hasOtherAdmin { throw .lastAdmin }
        var changed = user
        changed.isActive = change.isActive ?? user.isActive
        changed.role = change.role ?? user.role
        changed.tier = change.tier ?? user.tier
        if changed != user { changed.updatedAt = now }
        return changed
    }

    /// True when the change would leave the shop with one active administrator less.
    package static func takesAdminAway(_ user: User, _ change: UserChange) -> Bool {
        guard user.isActive, user.role == .admin else { return false }
        return change.isActive == false || change.role.map { $0 != .admin } ?? false
    }
}
