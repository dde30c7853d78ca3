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
                        createdAt: now,
                        updatedAt: now
                    )
                    try add(
                        product,
                        stock: entry.stock,
                        threshold: entry.lowStockThreshold,
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

    /// A product with its stock.
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

    /// Products whose name, SKU or category has every word of `query` at the beginning of one of its words.
    package func products(matching query: String?, skip: Int, limit: Int) throws(EngineError) -> ProductPage {
        let words = query.map(Self.words) ?? []
        return try read("products") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                var found: [Product] = []
                var total = 0
                try tables.products.scan(in: snapshot) { _, product in
                    guard product.isActive, Self.matches(product, words) else { return .next }
                    total += 1
                    if total > skip, found.count < limit { found.append(product) }
                    return .next
                }
                var views: [ProductView] = []
                for product in found {
                    views.append(ProductView(product: product, level: try level(of: product.id, in: snapshot)))
                }
                return ProductPage(products: views, total: total, hasMore: skip + found.count < total)
            }
        }
    }

    private func level(of id: ProductID, in snapshot: borrowing ReadTransaction) throws(StorageError) -> StockLevel {
        try tables.stock.get(id, in: snapshot)?.level ?? StockLevel(product: id, onHand: 0)
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func matches(_ product: Product, _ wanted: [String]) -> Bool {
        guard !wanted.isEmpty else { return true }
        let words = words("\(product.name) \(product.sku) \(product.category) \(product.id)")
        return wanted.allSatisfy { prefix in words.contains { $0.hasPrefix(prefix) } }
    }

    /// Writes a new product with its opening stock and their events.
    func add(
        _ product: Product,
        stock: Int,
        threshold: Int,
        reason: String,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        try tables.products.put(product.id, product, in: transaction)
        journal.encoder.append(
            .productCreated(ProductCreated(product: product, at: now)),
            causedBy: nil,
            to: log,
            in: transaction
        )
        let empty = StockLevel(product: product.id, onHand: 0, lowStockThreshold: threshold)
        let decision: StockDecision
        do throws(StockError) {
            decision = try AdjustStock.setTo(stock).decide(empty, reason: reason, now: now)
        } catch {
            preconditionFailure("a catalogue entry's stock is within the limits")
        }
        let movements = decision.movement.map { [$0] } ?? []
        try journal.commits.record(
            movements,
            levels: [decision.level],
            events: decision.events,
            in: transaction
        )
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
                try add(
                    product,
                    stock: Self.demoStock,
                    threshold: 0,
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
