/// What a change of the catalogue comes to.
package struct ProductDecision: Hashable, Sendable {
    /// The product after the change.
    package let product: Product
    /// What happened; nil when everything was so already.
    package let event: DomainEvent?
    /// The product's low-stock threshold after the change.
    package let lowStockThreshold: Int

    init(product: Product, event: DomainEvent?, lowStockThreshold: Int) {
        self.product = product
        self.event = event
        self.lowStockThreshold = lowStockThreshold
    }

    /// A product that is added without being asked for by anybody: from the first catalogue, or in a demonstration.
    package init(adding product: Product, lowStockThreshold: Int, at now: Timestamp) {
        let event = DomainEvent.productCreated(ProductCreated(product: product, at: now))
        self.init(product: product, event: event, lowStockThreshold: lowStockThreshold)
    }
}

/// Adds a product to the catalogue.
package struct CreateProduct: Hashable, Sendable {
    /// The id it gets.
    package let id: ProductID
    /// Its fields; those that are not set get their defaults.
    package let fields: ProductFields
    /// Its SKU.
    package let sku: String
    /// Its name.
    package let name: String
    /// What one costs.
    package let price: Money
    /// What lies in the warehouse at first, 0 to `StockLevel.quantityLimit`.
    package let stock: Int

    /// Adds a product with these fields; nil when SKU, name or price is not among them.
    package init?(id: ProductID, fields: ProductFields, stock: Int = 0) {
        guard let sku = fields.sku, let name = fields.name, let price = fields.price else { return nil }
        self.id = id
        self.fields = fields
        (self.sku, self.name, self.price) = (sku, name, price)
        self.stock = stock
    }

    /// Decides on the new product.
    ///
    /// - Parameters:
    ///   - existing: the product that has the id already.
    ///   - skuHolder: a product that has the SKU already.
    /// - Throws: `notAllowed`, `productExists`, `skuTaken`.
    package func decide(
        existing: Product?,
        skuHolder: ProductID?,
        by actor: Actor,
        now: Timestamp
    ) throws(CatalogueRejection) -> ProductDecision {
        try actor.requireCatalogue()
        if let existing { throw .productExists(existing.id) }
        if let skuHolder { throw .skuTaken(skuHolder) }
        let product = Product(
            id: id,
            sku: sku,
            name: name,
            description: fields.description ?? "",
            price: price,
            currency: fields.currency ?? .usd,
            category: fields.category ?? "",
            image: fields.image ?? nil,
            isActive: fields.isActive ?? true,
            createdAt: now,
            updatedAt: now
        )
        return ProductDecision(adding: product, lowStockThreshold: fields.lowStockThreshold ?? 0, at: now)
    }
}
