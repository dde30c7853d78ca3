/// A product of the catalogue.
package struct Product: Hashable, Sendable {
    /// The most Unicode scalars a stock keeping unit may have.
    package static let skuLimit = 100
    /// The most Unicode scalars a name may have.
    package static let nameLimit = 255
    /// The most Unicode scalars a description may have.
    package static let descriptionLimit = 5000
    /// The most Unicode scalars a category may have.
    package static let categoryLimit = 100

    /// Identifies the product; also what order lines and stock refer to.
    package let id: ProductID
    /// The shop's stock keeping unit.
    package var sku: String
    /// What it is called.
    package var name: String
    /// What it is.
    package var description: String
    /// What one costs.
    package var price: Money
    /// The currency of the price.
    package var currency: Currency
    /// The category it is listed under.
    package var category: String
    /// Its picture; nil when it has none of its own.
    package var image: ImageAddress?
    /// False for a product that cannot be ordered any more.
    package var isActive: Bool
    /// Counts the changes, from 1.
    package var version: Int
    /// When it was added.
    package let createdAt: Timestamp
    /// When it last changed.
    package var updatedAt: Timestamp

    /// What two spellings of one SKU have in common: the SKU in lower case.
    package var skuKey: String { Self.skuKey(sku) }

    /// What two spellings of one SKU have in common: the SKU in lower case.
    package static func skuKey(_ sku: String) -> String { sku.lowercased() }

    /// Builds a product from its fields.
    package init(
        id: ProductID,
        sku: String,
        name: String,
        description: String = "",
        price: Money,
        currency: Currency = .usd,
        category: String = "",
        image: ImageAddress? = nil,
        isActive: Bool = true,
        version: Int = 1,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.sku = sku
        self.name = name
        self.description = description
        self.price = price
        self.currency = currency
        self.category = category
        self.image = image
        self.isActive = isActive
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
