package import Commerce
import Storage

/// A product with what is left of it.
package struct ProductView: Sendable {
    /// What is sold.
    package var product: Product
    /// What of it is on hand and reserved, in the same snapshot.
    package var level: StockLevel
}

/// A page of products in the order of their ids.
package struct ProductPage: Sendable {
    /// At most as many as were asked for.
    package var products: [ProductView]
    /// How many products the question has on all pages.
    package var total: Int
    /// Whether another page follows.
    package var hasMore: Bool
}

extension Engine {
    /// Adds the products of a file that are not in the catalogue yet, with their opening stock.
    ///
    /// - Returns: how many were added.
    package func load(_ file: CatalogueFile) async throws(EngineError) -> Int {
        try await submit { [self] transaction throws(EngineError) in
            let now = time.now
            return try stored { () throws(StorageError) in
                var added = 0
                for entry in file.entries where try !tables.products.contains(entry.id, in: transaction) {
                    let product = Product(
                        id: entry.id,
                        sku: entry.sku,
                        name: entry.name,
                        description: entry.description,
                        price: entry.price,
                        currency: entry.currency,
                        category: entry.category,
                        image: entry.image,
                        isActive: entry.isActive,
                        createdAt: now,
                        updatedAt: now
                    )
                    try catalogue.create(
                        ProductDecision(adding: product, lowStockThreshold: entry.lowStockThreshold, at: now),
                        stock: entry.stock,
                        reason: "opening stock",
                        now: now,
                        in: transaction
                    )
                    added += 1
                }
                return added
            }
        }
    }

    /// Whether the catalogue has no product at all.
    package func hasEmptyCatalogue() throws(EngineError) -> Bool {
        try read("catalogue") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in try tables.products.count(in: snapshot) == 0 }
        }
    }

    /// A product with its stock, sold or not.
    ///
    /// - Throws: `.productNotFound`.
    package func product(_ id: ProductID) throws(EngineError) -> ProductView {
        let view = try read("product") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) -> ProductView? in
                guard let product = try tables.products.get(id, in: snapshot) else { return nil }
                return ProductView(product: product, level: try level(of: id, in: snapshot))
            }
        }
        guard let view else { throw .productNotFound }
        return view
    }

    /// A product with its stock as the actor may see it: one that is not sold exists for those alone who run the shop.
    ///
    /// - Throws: `.productNotFound`.
    package func product(_ id: ProductID, seenBy actor: Actor) throws(EngineError) -> ProductView {
        let view = try product(id)
        guard view.product.isActive || actor.isStaff else { throw .productNotFound }
        return view
    }

    /// Products that are sold and have every word of `query` at the beginning of a word of their name, SKU, category or
    /// id.
    package func products(matching query: String?, skip: Int, limit: Int) throws(EngineError) -> ProductPage {
        try products(ProductFilter(query: query), skip: skip, limit: limit, by: Actor(id: nil, role: .user))
    }

    func level(of id: ProductID, in snapshot: borrowing ReadTransaction) throws(StorageError) -> StockLevel {
        try tables.stock.get(id, in: snapshot)?.level ?? StockLevel(product: id, onHand: 0)
    }

    /// Adds what an order names and the catalogue lacks, at the order's price; for demonstrations only.
    func addUnknownProducts(
        of draft: OrderDraft,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) {
        try stored { () throws(StorageError) in
            for item in draft.items where try !tables.products.contains(item.product, in: transaction) {
                let product = Product(
                    id: item.product,
                    sku: item.product.text,
                    name: item.product.text,
                    price: item.unitPrice,
                    currency: draft.currency,
                    createdAt: now,
                    updatedAt: now
                )
                try catalogue.create(
                    ProductDecision(adding: product, lowStockThreshold: 0, at: now),
                    stock: Self.demoStock,
                    reason: "added by an order",
                    now: now,
                    in: transaction
                )
            }
        }
    }

    /// Stock of a product that a demonstration's order brought along.
    private static let demoStock = 1_000
}
