import Commerce
import Storage

/// Every product is found by what it has and by nothing else, and has a stock level.
struct CatalogueCheck {
    let tables: Tables

    func run(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        findings.collect { findings throws(StorageError) in
            var (terms, inactive) = (0, 0)
            try tables.products.scan(in: snapshot) { id, product throws(StorageError) in
                if product.id != id { findings.add("product \(id): the row says \(product.id)") }
                let keys = ProductIndex.keys(of: product)
                terms += keys.count
                for key in keys where try !tables.productTerms.contains(key, in: snapshot) {
                    let term = String(decoding: key.second, as: UTF8.self)
                    findings.add("product \(id): product_terms lacks its term \(term)")
                }
                if !product.isActive { inactive += 1 }
                if try tables.inactiveProducts.contains(id, in: snapshot) == product.isActive {
                    findings.add("product \(id): inactive_products says otherwise")
                }
                if try !tables.stock.contains(id, in: snapshot) { findings.add("product \(id): it has no stock level") }
                return .next
            }
            for (name, found, expected) in [
                ("product_terms", try tables.productTerms.count(in: snapshot), terms),
                ("inactive_products", try tables.inactiveProducts.count(in: snapshot), inactive),
            ] where found != expected {
                findings.add("\(name): \(found) entries where the products want \(expected)")
            }
        }
    }
}

/// Folds the events of products and compares what they lead to with the rows.
struct CatalogueFold {
    private struct State {
        var product: Product
        var isComplete: Bool
    }

    /// By the bytes of the product's id, because two texts that look alike are two products.
    private var states: [[UInt8]: State] = [:]

    /// Takes the next event of a `product_*` topic.
    mutating func take(_ value: [UInt8]) throws(EventFlaw) {
        switch try EventReader.productNews(value) {
        case .product(let product, let isComplete):
            states[Array(product.id.text.utf8)] = State(product: product, isComplete: isComplete)
        case .removed(let id, let version, let at):
            let key = Array(id.text.utf8)
            guard states[key] != nil else {
                throw EventFlaw(description: "product \(id) is removed before it is there")
            }
            states[key]?.product.isActive = false
            states[key]?.product.version = version
            states[key]?.product.updatedAt = at
        }
    }

    /// Compares with the rows.
    func compare(
        _ tables: Tables,
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        var left = states
        try tables.products.scan(in: snapshot) { id, row in
            guard let state = left.removeValue(forKey: Array(id.text.utf8)) else {
                findings.add("product \(id): it has a row and no events")
                return .next
            }
            var expected = state.product
            if !state.isComplete {
                expected.description = row.description
                expected.image = row.image
            }
            if expected != row { findings.add("product \(id): its row is not what its events say") }
            return .next
        }
        for state in left.values { findings.add("product \(state.product.id): it has events and no row") }
    }
}
