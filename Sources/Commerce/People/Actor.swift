/// Who asks for something: an account with what it may do, or the server itself.
package struct Actor: Hashable, Sendable {
    /// The account; nil for the server itself and for programs without one.
    package let id: UserID?
    /// What it may do.
    package let role: Role

    /// Somebody with an account, or somebody without one who is trusted with a role.
    package init(id: UserID?, role: Role) {
        self.id = id
        self.role = role
    }

    /// The shop itself, for what nobody else asks for.
    package static let shop = Actor(id: nil, role: .system)

    /// True for those who run the shop.
    package var isAdmin: Bool { role == .admin }

    /// True for those who run the shop and for its programs.
    package var isStaff: Bool { role != .user }
}
