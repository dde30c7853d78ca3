package import Commerce

/// Who makes a request.
package struct Principal: Sendable, Equatable {
    /// Whom the token was given to.
    package var user: UserID
    /// What the user may do, as it was when the token was signed.
    package var role: Role
    /// When the token ends.
    package var expiresAt: Timestamp

    /// The principal as commands know it.
    package var actor: Actor { Actor(id: user, role: role) }

    /// What tells the principal from others, as text: for keys and counts that are theirs alone.
    package var identity: String { user.text }

    /// The customer whose orders are the principal's own.
    package var customer: CustomerID { .account(user) }
}
