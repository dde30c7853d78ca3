package import Commerce
import Crypto
package import Storage

/// Finds products: by the words they have, by their category, by their SKU. Written with the product, in the same
/// transaction.
///
/// A key of `product_terms` is whether the product is sold (1 or 0), a term, and the product. Terms are the words of
/// name, SKU, category and id as `SearchWords` has them, `=` and the category in lower case, `#` and the SKU in lower
/// case. Words have neither sign, so the three never meet.
package struct ProductIndex: Sendable {
    /// Whether it is sold, the term, the product.
    package typealias Key = Key3<UInt8, [UInt8], ProductID>

    /// A category or SKU longer than this stands as its hash, in bytes; keys have room for no more.
    static let termByteLimit = 120

    let terms: Table<Key, Present>
    let inactive: Table<ProductID, Present>

    // MARK: Terms

    /// The keys of a product in the order of its terms.
    static func keys(of product: Product) -> [Key] {
        terms(of: product).map { Key(state(product.isActive), $0, product.id) }
    }

    private static func terms(of product: Product) -> [[UInt8]] {
        let text = "\(product.name) \(product.sku) \(product.category) \(product.id)"
        return SearchWords.of(text).map { Array($0.utf8) } + [categoryTerm(product.category), skuTerm(product.sku)]
    }

    private static func state(_ isActive: Bool) -> UInt8 { isActive ? 1 : 0 }

    private static func categoryTerm(_ category: String) -> [UInt8] { term("=", category.lowercased()) }

    private static func skuTerm(_ sku: String) -> [UInt8] { term("#", Product.skuKey(sku)) }

    private static func term(_ sign: String, _ text: String) -> [UInt8] {
        guard text.utf8.count > termByteLimit else { return Array("\(sign)\(text)".utf8) }
        // The second sign keeps the hash of a long text apart from a short text that looks like it.
        return Array("\(sign)\(sign)".utf8) + Array(SHA256.hash(data: Array(text.utf8)))
    }

    // MARK: Writing

    /// Writes what a product is found by in place of what it was found by before.
    func write(
        _ product: Product,
        before: Product?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        let new = Self.terms(of: product)
        let old = before.map(Self.terms) ?? []
        let isMoved = before.map { $0.isActive != product.isActive } ?? false
        if let before {
            for term in old where isMoved || !new.contains(term) {
                try terms.delete(Key(Self.state(before.isActive), term, product.id), in: transaction)
            }
        }
        for term in new where isMoved || !old.contains(term) {
            try terms.insert(Key(Self.state(product.isActive), term, product.id), in: transaction)
        }
        if product.isActive {
            if before?.isActive == false { try inactive.delete(product.id, in: transaction) }
        } else if before?.isActive != false {
            try inactive.insert(product.id, in: transaction)
        }
    }

    // MARK: Finding

    /// The products with a SKU, whatever the case of its letters, sold or not.
    func products(
        withSKU sku: String,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> [ProductID] {
        var found: [ProductID] = []
        for isActive in [true, false] {
            try scan(Self.state(isActive), whole: Self.skuTerm(sku), in: snapshot) { found.append($0) }
        }
        return found
    }

    /// The products that have all the words at the beginning of some of theirs and are of the category, in the order
    /// of the ids' bytes. At least one word or a category has to be given.
    ///
    /// Walks the entries below each word, not the products.
    func find(
        words: [String],
        category: String?,
        _ activity: ProductActivity,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> [ProductID] {
        var found: Set<[UInt8]>?
        if let category {
            found = try Self.collect(activity, among: nil) { state, body throws(StorageError) in
                try scan(state, whole: Self.categoryTerm(category), in: snapshot, body)
            }
        }
        for word in Self.distinct(words) where found?.isEmpty != true {
            found = try Self.collect(activity, among: found) { state, body throws(StorageError) in
                try scan(state, beginning: word, in: snapshot, body)
            }
        }
        return (found ?? []).sorted { $0.lexicographicallyPrecedes($1) }
            .compactMap { ProductID(String(decoding: $0, as: UTF8.self)) }
    }

    /// The words without those that another one begins with, longest first: it probably has the fewest products.
    private static func distinct(_ words: [String]) -> [[UInt8]] {
        var kept: [[UInt8]] = []
        for word in words.map({ Array($0.utf8) }).sorted(by: { $0.count > $1.count })
        where !kept.contains(where: { $0.starts(with: word) }) {
            kept.append(word)
        }
        return kept
    }

    private static func collect(
        _ activity: ProductActivity,
        among others: Set<[UInt8]>?,
        _ scan: (UInt8, (ProductID) -> Void) throws(StorageError) -> Void
    ) throws(StorageError) -> Set<[UInt8]> {
        var found: Set<[UInt8]> = []
        for state in activity.states {
            try scan(state) { product in
                let id = Array(product.text.utf8)
                if others?.contains(id) ?? true { found.insert(id) }
            }
        }
        return found
    }

    private func scan(
        _ state: UInt8,
        whole term: [UInt8],
        in snapshot: borrowing some Snapshot & ~Copyable,
        _ body: (ProductID) -> Void
    ) throws(StorageError) {
        try terms.scan(prefix: Key2(state, term).keyBytes, in: snapshot) { key, _ in
            body(key.third)
            return .next
        }
    }

    /// A word has no zero byte, so its encoding without the end mark is a prefix of all longer words' encodings.
    private func scan(
        _ state: UInt8,
        beginning word: [UInt8],
        in snapshot: borrowing some Snapshot & ~Copyable,
        _ body: (ProductID) -> Void
    ) throws(StorageError) {
        try terms.scan(prefix: [state] + word, in: snapshot) { key, _ in
            body(key.third)
            return .next
        }
    }
}

/// Which products are meant: those that are sold, the others, or all.
package enum ProductActivity: String, CaseIterable, Sendable {
    /// Those that are sold.
    case active = "true"
    /// Those that are not.
    case inactive = "false"
    /// All of them.
    case all

    var states: [UInt8] {
        switch self {
        case .active: [1]
        case .inactive: [0]
        case .all: [1, 0]
        }
    }
}
