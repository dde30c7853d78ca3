/// Changes fields of a product.
package struct ChangeProduct: Hashable, Sendable {
    /// What to set.
    package let fields: ProductFields
    /// The versions the change was made for.
    package let expected: ExpectedVersion

    /// Sets these fields when the product is still at an expected version.
    package init(_ fields: ProductFields, expecting expected: ExpectedVersion = .any) {
        self.fields = fields
        self.expected = expected
    }

    /// Decides on the change. One that changes nothing is accepted and makes neither a version nor an event.
    ///
    /// - Parameters:
    ///   - lowStockThreshold: the product's threshold now.
    ///   - skuHolder: another product that has the new SKU already.
    /// - Throws: `notAllowed`, `versionConflict`, `skuTaken`.
    package func decide(
        _ product: Product,
        lowStockThreshold: Int,
        skuHolder: ProductID?,
        by actor: Actor,
        now: Timestamp
    ) throws(CatalogueRejection) -> ProductDecision {
        try actor.requireCatalogue()
        guard expected.accepts(product.version) else { throw .versionConflict(product.version) }
        if let skuHolder, skuHolder != product.id { throw .skuTaken(skuHolder) }
        let threshold = fields.lowStockThreshold ?? lowStockThreshold
        var changed = product
        fields.apply(to: &changed)
        guard changed != product || threshold != lowStockThreshold else {
            return ProductDecision(product: product, event: nil, lowStockThreshold: lowStockThreshold)
        }
        changed.version += 1
        changed.updatedAt = now
        return ProductDecision(
            product: changed,
            event: .productUpdated(ProductUpdated(product: changed, at: now)),
            lowStockThreshold: threshold
        )
    }
}
