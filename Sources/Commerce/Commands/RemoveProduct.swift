/// Takes a product out of the catalogue: it is not sold or listed any more, and what was ordered keeps naming it.
package struct RemoveProduct: Hashable, Sendable {
    /// The versions the removal was made for.
    package let expected: ExpectedVersion

    /// Removes the product when it is still at an expected version.
    package init(expecting expected: ExpectedVersion = .any) { self.expected = expected }

    /// Decides on the removal. One of a product that is not sold already is accepted and changes nothing.
    ///
    /// - Parameter lowStockThreshold: the product's threshold, which stays.
    /// - Throws: `notAllowed`, `versionConflict`.
    package func decide(
        _ product: Product,
        lowStockThreshold: Int,
        by actor: Actor,
        now: Timestamp
    ) throws(CatalogueRejection) -> ProductDecision {
        try actor.requireCatalogue()
        guard expected.accepts(product.version) else { throw .versionConflict(product.version) }
        guard product.isActive else {
            return ProductDecision(product: product, event: nil, lowStockThreshold: lowStockThreshold)
        }
        var removed = product
        removed.isActive = false
        removed.version += 1
        removed.updatedAt = now
        return ProductDecision(
            product: removed,
            event: .productDeleted(ProductDeleted(product: product.id, version: removed.version, at: now)),
            lowStockThreshold: lowStockThreshold
        )
    }
}
