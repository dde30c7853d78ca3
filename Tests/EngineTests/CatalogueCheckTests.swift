import Commerce
import Engine
import Storage
import TestSupport
import Testing

/// Damage to the catalogue that is planted on purpose is found and named.
@Suite(.timeLimit(.minutes(10))) struct CatalogueCheckTests {
    private func expectFinding(
        _ words: String...,
        damage:
            @escaping @Sendable (
                _ tables: Tables, _ mug: Product, _ transaction: borrowing WriteTransaction
            ) throws(StorageError) -> Void
    ) async throws {
        let shop = try await EngineHarness()
        _ = try await shop.engine.removeProduct(
            try ProductTests.id("rare"),
            RemoveProduct(),
            by: ProductTests.admin,
            idempotency: nil
        )
        let mug = try shop.engine.product(try ProductTests.id("mug")).product
        let tables = shop.engine.tables
        try await shop.engine.writer.submit { transaction throws(StorageError) in
            try damage(tables, mug, transaction)
        }
        let findings = try await shop.closeAndCheck()
        #expect(
            findings.lines.contains { line in words.allSatisfy { line.contains($0) } },
            "\(words) is not among \(findings.lines)"
        )
    }

    @Test(arguments: ["harbour", "=kitchen", "#tp-mug"])
    func `a missing term`(term: String) async throws {
        try await expectFinding("product mug", "lacks its term \(term)") {
            tables,
            mug,
            transaction throws(StorageError) in
            try tables.productTerms.delete(Key3(1, Array(term.utf8), mug.id), in: transaction)
        }
    }

    @Test func `a term too many`() async throws {
        try await expectFinding("product_terms", "entries") { tables, mug, transaction throws(StorageError) in
            try tables.productTerms.insert(Key3(0, Array("mug".utf8), mug.id), in: transaction)
        }
    }

    @Test func `a product on the wrong side of being sold`() async throws {
        try await expectFinding("product mug", "inactive_products") { tables, mug, transaction throws(StorageError) in
            try tables.inactiveProducts.insert(mug.id, in: transaction)
        }
        try await expectFinding("inactive_products", "0 entries") { tables, _, transaction throws(StorageError) in
            guard let rare = ProductID("rare") else { return }
            try tables.inactiveProducts.delete(rare, in: transaction)
        }
    }

    @Test func `a row that its events do not lead to`() async throws {
        try await expectFinding("product mug", "not what its events say") {
            tables,
            mug,
            transaction throws(StorageError) in
            var changed = mug
            changed.description = "Something else"
            try tables.products.put(mug.id, changed, in: transaction)
        }
    }

    @Test func `a product without events, and events without a product`() async throws {
        try await expectFinding("product mug", "events and no row") { tables, mug, transaction throws(StorageError) in
            try tables.products.delete(mug.id, in: transaction)
        }
        try await expectFinding("product ghost", "a row and no events") {
            tables,
            mug,
            transaction throws(StorageError) in
            guard let id = ProductID("ghost") else { return }
            let ghost = Product(
                id: id,
                sku: "G",
                name: "Ghost",
                price: mug.price,
                createdAt: mug.createdAt,
                updatedAt: mug.updatedAt
            )
            try tables.products.put(id, ghost, in: transaction)
        }
    }

    @Test func `a product without a stock level`() async throws {
        try await expectFinding("product mug", "no stock level") { tables, mug, transaction throws(StorageError) in
            try tables.stock.delete(mug.id, in: transaction)
        }
    }
}
