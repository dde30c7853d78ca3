package import Commerce

/// Who makes a request.
package struct Principal: Sendable, Equatable {
    package var user: UserID
    package var role: Role
    /// When the token ends.
    package var expiresAt: Timestamp

    package var customer: CustomerID { .account(user) }
}
