import Commerce
import Engine
import TestSupport
import Testing

/// Search, filters and pages of the catalogue.
@Suite(.timeLimit(.minutes(10))) struct ProductListTests {
    static let admin = ProductTests.admin

    private func ids(
        _ shop: EngineHarness,
        _ query: String? = nil,
        category: String? = nil,
        activity: ProductActivity = .active
    ) throws -> [String] {
        let filter = ProductFilter(query: query, category: category, activity: activity)
        let page = try shop.engine.products(filter, skip: 0, limit: 100, by: Self.admin)
        #expect(page.total == page.products.count && !page.hasMore)
        return page.products.map(\.product.id.text)
    }

    @Test(arguments: [
        ("mug", ["mug"]), ("MUG", ["mug"]), ("ha mu", ["mug"]), ("mu ha", ["mug"]), ("mug pencil", []), ("ug", []),
        ("tp", ["bar", "mug", "pencil", "popular", "rare"]), ("tp-rare", ["rare"]), ("p", ["pencil", "popular"]),
        ("home", ["bar", "popular", "rare"]), ("home lamp", ["popular"]), ("stat ced", ["pencil"]), ("zzz", []),
        ("p popular", ["popular"]), ("  !! ", ["bar", "mug", "pencil", "popular", "rare"]),
        ("stoneware", []),
    ])
    func `every word of the query begins a word of the product`(query: String, expected: [String]) async throws {
        let shop = try await EngineHarness()
        #expect(try ids(shop, query) == expected)
        try await shop.close()
    }

    @Test func `marks on letters do not count on either side`() async throws {
        let shop = try await EngineHarness()
        let command = try ProductTests.new("creme", sku: "TP-CR", name: "Crème Brûlée", category: "Süßes")
        _ = try await shop.engine.createProduct(command, by: Self.admin, idempotency: nil)
        for query in ["creme", "CRÈME", "crème brulee", "suss", "SÜSS", "cre\u{300}me"] {
            #expect(try ids(shop, query) == ["creme"], "\(query)")
        }
        try await shop.close()
    }

    @Test func `a category narrows the list and case does not matter`() async throws {
        let shop = try await EngineHarness()
        #expect(try ids(shop, category: "home") == ["bar", "popular", "rare"])
        #expect(try ids(shop, category: "HOME") == ["bar", "popular", "rare"])
        #expect(try ids(shop, category: "hom").isEmpty)
        #expect(try ids(shop, "va", category: "Home") == ["rare"])
        #expect(try ids(shop, "mug", category: "Home").isEmpty)
        let long = String(repeating: "Ж", count: 100)
        for (number, category) in [long, long + "a"].enumerated() {
            let command = try ProductTests.new("long\(number)", sku: "L\(number)", category: category)
            _ = try await shop.engine.createProduct(command, by: Self.admin, idempotency: nil)
        }
        #expect(try ids(shop, category: long.lowercased()) == ["long0"])
        #expect(try ids(shop, category: "").isEmpty)
        try await shop.close()
    }

    @Test func `what is not sold is listed when it is asked for`() async throws {
        let shop = try await EngineHarness()
        _ = try await shop.engine.removeProduct(
            try ProductTests.id("rare"),
            RemoveProduct(),
            by: Self.admin,
            idempotency: nil
        )
        let hidden = try ProductTests.new("hidden", sku: "H", name: "Hidden Vase", category: "Home", isActive: false)
        _ = try await shop.engine.createProduct(hidden, by: Self.admin, idempotency: nil)
        #expect(try ids(shop) == ["bar", "mug", "pencil", "popular"])
        #expect(try ids(shop, activity: .inactive) == ["hidden", "rare"])
        #expect(try ids(shop, activity: .all) == ["bar", "hidden", "mug", "pencil", "popular", "rare"])
        #expect(try ids(shop, "vase").isEmpty)
        #expect(try ids(shop, "vase", activity: .inactive) == ["hidden", "rare"])
        #expect(try ids(shop, "va", category: "home", activity: .all) == ["hidden", "rare"])
        try await shop.close()
    }

    @Test(arguments: [String?.none, "thing", "home"])
    func `pages and cursors walk the whole list in the order of the ids`(query: String?) async throws {
        let shop = try await EngineHarness()
        for number in 0..<23 {
            let id = "é\(number % 7)-\(number)"
            let command = try ProductTests.new(id, sku: "N\(number)", name: "Home Thing", isActive: number % 5 != 0)
            _ = try await shop.engine.createProduct(command, by: Self.admin, idempotency: nil)
        }
        for activity in [ProductActivity.active, .inactive, .all] {
            let filter = ProductFilter(query: query, activity: activity)
            let all = try shop.engine.products(filter, skip: 0, limit: 100, by: Self.admin).products.map(\.product.id)
            #expect(
                all.map { Array($0.text.utf8) }
                    == all.map { Array($0.text.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
            )
            var (walked, cursor): ([ProductID], ProductID?) = ([], nil)
            while true {
                let page = try shop.engine.products(filter, skip: 0, after: cursor, limit: 4, by: Self.admin)
                #expect(page.total == all.count)
                walked += page.products.map(\.product.id)
                #expect(page.hasMore == (walked.count < all.count))
                guard page.hasMore else { break }
                cursor = walked.last
            }
            #expect(walked == all)
            for skip in stride(from: 0, through: all.count + 3, by: 3) {
                let page = try shop.engine.products(filter, skip: skip, limit: 5, by: Self.admin)
                #expect(page.products.map(\.product.id) == Array(all.dropFirst(skip).prefix(5)))
                #expect(page.hasMore == (skip + 5 < all.count))
            }
        }
        try await shop.close()
    }
}
