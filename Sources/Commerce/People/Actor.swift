/// Whoever wants something done: an account, or a program without one, in a role.
package struct Actor: Hashable, Sendable {
    /// The account; nil for whoever acts without one.
    package let id: UserID?
    /// What it may do.
    package let role: Role

    /// Names who acts, and as what.
    package init(id: UserID?, role: Role) {
        self.id = id
        self.role = role
    }

    /// Whether the actor runs the shop.
    package var isAdmin: Bool { role == .admin }
}
