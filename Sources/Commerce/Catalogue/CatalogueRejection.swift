/// Why a command on the catalogue was not carried out. Nothing has changed then.
package enum CatalogueRejection: Error, Hashable, Sendable {
    /// The actor does not run the shop.
    case notAllowed
    /// There is a product with this id already.
    case productExists(ProductID)
    /// Another product, this one, has the SKU, whatever the case of its letters.
    case skuTaken(ProductID)
    /// The product has changed since the version the change was made for; the version it is at.
    case versionConflict(Int)

    /// The stable word clients see.
    package var code: String {
        switch self {
        case .notAllowed: "access_denied"
        case .productExists: "product_exists"
        case .skuTaken: "sku_taken"
        case .versionConflict: "version_conflict"
        }
    }

    /// What is wrong, for people.
    package var sentence: String {
        switch self {
        case .notAllowed: "Only those who run the shop may do this."
        case .productExists(let id): "There is a product \(id) already."
        case .skuTaken(let id): "The product \(id) has this SKU."
        case .versionConflict(let version): "The product is at version \(version)."
        }
    }
}

extension Actor {
    /// Throws unless the actor may change the catalogue: the people and programs of the shop may.
    package func requireCatalogue() throws(CatalogueRejection) {
        guard isStaff else { throw .notAllowed }
    }
}
