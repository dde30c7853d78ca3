/// What a user may do.
package enum Role: UInt8, Coded {
    /// Buys for themselves.
    case user = 0
    /// Runs the shop.
    case admin = 1
    /// A program acting for the shop.
    case system = 2

    /// The lower-case name clients see.
    package var text: String {
        switch self {
        case .user: "user"
        case .admin: "admin"
        case .system: "system"
        }
    }
}

/// An account.
package struct User: Hashable, Sendable {
    /// The tier of a new account.
    package static let defaultTier = "standard"
    /// The most Unicode scalars a full name may have.
    package static let fullNameLimit = 255
    /// The most Unicode scalars a phone number may have.
    package static let phoneLimit = 50
    /// The most Unicode scalars the name of a tier may have.
    package static let tierLimit = 50

    /// Identifies the account.
    package let id: UserID
    /// The address it logs in with; `EmailAddress.lookupKey` is unique among accounts.
    package var email: EmailAddress
    /// The password's hash in the form of `crypt(3)`, never the password.
    package var passwordHash: String
    /// The name of the person, if given.
    package var fullName: String?
    /// A phone number, if given.
    package var phone: String?
    /// False for an account that may not log in or order.
    package var isActive: Bool
    /// What it may do.
    package var role: Role
    /// The customer tier, free text.
    package var tier: String
    /// When it was registered.
    package let createdAt: Timestamp
    /// When it last changed.
    package var updatedAt: Timestamp

    /// Builds an account from its fields.
    package init(
        id: UserID,
        email: EmailAddress,
        passwordHash: String,
        fullName: String? = nil,
        phone: String? = nil,
        isActive: Bool = true,
        role: Role = .user,
        tier: String = User.defaultTier,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.email = email
        self.passwordHash = passwordHash
        self.fullName = fullName
        self.phone = phone
        self.isActive = isActive
        self.role = role
        self.tier = tier
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
