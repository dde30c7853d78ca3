package import Commerce
import Storage

/// What a list of products is narrowed to.
package struct ProductFilter: Sendable {
    /// Words that have to be there; nil or without a word for all products.
    package var query: String?
    /// The category, whatever the case of its letters; nil for all.
    package var category: String?
    /// Whether products are wanted that are sold, or others.
    package var activity: ProductActivity

    package init(query: String? = nil, category: String? = nil, activity: ProductActivity = .active) {
        self.query = query
        self.category = category
        self.activity = activity
    }
}

extension Engine {
    /// Products in the order of their ids.
    ///
    /// Words and category are looked up in the index; of the products themselves only those of the page are read, and
    /// without words and category those before it.
    ///
    /// - Parameters:
    ///   - cursor: only products behind this id are in the page; the total counts all.
    ///   - actor: who asks; products that are not sold are for those who run the shop.
    /// - Throws: `.catalogue(.notAllowed)`.
    package func products(
        _ filter: ProductFilter,
        skip: Int,
        after cursor: ProductID? = nil,
        limit: Int,
        by actor: Actor
    ) throws(EngineError) -> ProductPage {
        if filter.activity != .active {
            try catalogued { () throws(CatalogueRejection) in try actor.requireCatalogue() }
        }
        let words = filter.query.map(SearchWords.of) ?? []
        return try read("products") { snapshot throws(EngineError) in
            try stored { () throws(StorageError) in
                if words.isEmpty, filter.category == nil {
                    return try unfilteredPage(filter.activity, skip, cursor, limit, in: snapshot)
                }
                let found = try tables.productIndex.find(
                    words: words,
                    category: filter.category,
                    filter.activity,
                    in: snapshot
                )
                let rest = found.filter { cursor?.isBefore($0) ?? true }.dropFirst(skip)
                return ProductPage(
                    products: try rest.prefix(limit).map { id throws(StorageError) in try view(id, in: snapshot) },
                    total: found.count,
                    hasMore: rest.count > limit
                )
            }
        }
    }

    private func unfilteredPage(
        _ activity: ProductActivity,
        _ skip: Int,
        _ cursor: ProductID?,
        _ limit: Int,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> ProductPage {
        let all = try tables.products.count(in: snapshot)
        let inactive = try tables.inactiveProducts.count(in: snapshot)
        var ids: [ProductID] = []
        var passed = 0
        // One more than the page has, to know whether another one follows.
        let take = { (id: ProductID) -> ScanStep in
            if id != cursor {
                passed += 1
                if passed > skip { ids.append(id) }
            }
            return ids.count > limit ? .stop : .next
        }
        if activity == .inactive {
            try tables.inactiveProducts.scan(from: cursor, in: snapshot) { id, _ in take(id) }
        } else {
            try tables.products.scan(from: cursor, in: snapshot) { id, product in
                product.isActive || activity == .all ? take(id) : .next
            }
        }
        let total =
            switch activity {
            case .active: all - inactive
            case .inactive: inactive
            case .all: all
            }
        return ProductPage(
            products: try ids.prefix(limit).map { id throws(StorageError) in try view(id, in: snapshot) },
            total: total,
            hasMore: ids.count > limit
        )
    }

    private func view(_ id: ProductID, in snapshot: borrowing ReadTransaction) throws(StorageError) -> ProductView {
        guard let product = try tables.products.get(id, in: snapshot) else {
            throw tables.products.raw.corrupt(id.keyBytes, "the index names a product that is not there")
        }
        return ProductView(product: product, level: try level(of: id, in: snapshot))
    }
}

extension ProductID {
    /// Whether this id stands before another one in tables and lists: by its bytes.
    func isBefore(_ other: ProductID) -> Bool {
        text.utf8.lexicographicallyPrecedes(other.text.utf8)
    }
}
