/// A product was added to the catalogue.
package struct ProductCreated: Hashable, Sendable {
    /// The product as it was added.
    package let product: Product
    /// When.
    package let at: Timestamp

    /// Records a new product.
    package init(product: Product, at: Timestamp) {
        self.product = product
        self.at = at
    }
}

/// A product of the catalogue changed.
package struct ProductUpdated: Hashable, Sendable {
    /// The product after the change.
    package let product: Product
    /// When.
    package let at: Timestamp

    /// Records a change.
    package init(product: Product, at: Timestamp) {
        self.product = product
        self.at = at
    }
}

/// A product was taken out of the catalogue; it is not sold any more and its history stays.
package struct ProductDeleted: Hashable, Sendable {
    /// Which product.
    package let product: ProductID
    /// The product's version after the removal.
    package let version: Int
    /// When.
    package let at: Timestamp

    /// Records a removal.
    package init(product: ProductID, version: Int, at: Timestamp) {
        self.product = product
        self.version = version
        self.at = at
    }
}

/// An account was registered.
package struct UserRegistered: Hashable, Sendable {
    /// Which account.
    package let user: UserID
    /// The address it was registered with.
    package let email: EmailAddress
    /// The name of the person, if given.
    package let fullName: String?
    /// What it may do.
    package let role: Role
    /// When.
    package let at: Timestamp

    /// Records a registration.
    package init(user: UserID, email: EmailAddress, fullName: String?, role: Role, at: Timestamp) {
        self.user = user
        self.email = email
        self.fullName = fullName
        self.role = role
        self.at = at
    }
}
