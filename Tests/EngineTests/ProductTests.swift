import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// The catalogue through the engine: rows, events, index and check.
@Suite(.timeLimit(.minutes(10))) struct ProductTests {
    static let admin = Actor(id: nil, role: .admin)
    static let guest = Actor(id: nil, role: .user)

    static func id(_ text: String) throws -> ProductID { try #require(ProductID(text)) }

    static func new(
        _ id: String,
        sku: String,
        name: String = "New Thing",
        category: String = "Kitchen",
        isActive: Bool = true,
        stock: Int = 5
    ) throws -> CreateProduct {
        var fields = ProductFields()
        (fields.sku, fields.name, fields.price) = (sku, name, try Money.parse("2.50"))
        (fields.category, fields.isActive, fields.lowStockThreshold) = (category, isActive, 2)
        return try #require(CreateProduct(id: try Self.id(id), fields: fields, stock: stock))
    }

    private func change(_ body: (inout ProductFields) throws -> Void) rethrows -> ProductFields {
        var fields = ProductFields()
        try body(&fields)
        return fields
    }

    private func types(_ shop: EngineHarness, _ topic: String) throws -> Int { try shop.records(of: topic).count }

    @Test func `a product is added with its stock, found, and told of`() async throws {
        let shop = try await EngineHarness()
        let before = try types(shop, "product_created")
        let answer = try await shop.engine.createProduct(
            try Self.new("cup", sku: "TP-CUP", name: "Blue Cup"),
            by: Self.admin,
            idempotency: nil
        )
        #expect(answer.status == 201)
        let json = try JSONDocument(parsing: answer.body).root
        #expect(json["available"]?.int64 == 5 && json["version"]?.int64 == 1 && json["image_url"]?.isNull == true)
        #expect(try shop.stock(of: "cup").lowStockThreshold == 2)
        #expect(
            try shop.engine.products(matching: "blu", skip: 0, limit: 10).products.map(\.product.id.text) == ["cup"]
        )
        #expect(try types(shop, "product_created") == before + 1)
        try await shop.close()
    }

    @Test func `a SKU belongs to one product, whatever its case`() async throws {
        let shop = try await EngineHarness()
        let (mug, pencil) = (try Self.id("mug"), try Self.id("pencil"))
        let cup = try Self.new("cup", sku: "tp-mug")
        await #expect(throws: EngineError.catalogue(.skuTaken(mug))) {
            try await shop.engine.createProduct(cup, by: Self.admin, idempotency: nil)
        }
        let secondMug = try Self.new("mug", sku: "X")
        await #expect(throws: EngineError.catalogue(.productExists(mug))) {
            try await shop.engine.createProduct(secondMug, by: Self.admin, idempotency: nil)
        }
        let stealing = ChangeProduct(change { $0.sku = "Tp-Mug" })
        await #expect(throws: EngineError.catalogue(.skuTaken(mug))) {
            try await shop.engine.changeProduct(pencil, stealing, by: Self.admin, idempotency: nil)
        }
        // Its own SKU in another case is no conflict, and a SKU that was given up is free.
        for sku in ["tp-pencil", "TP-OTHER"] {
            let fields = change { $0.sku = sku }
            _ = try await shop.engine.changeProduct(pencil, ChangeProduct(fields), by: Self.admin, idempotency: nil)
        }
        _ = try await shop.engine.createProduct(try Self.new("cup", sku: "TP-PENCIL"), by: Self.admin, idempotency: nil)
        #expect(try shop.engine.product(try Self.id("cup")).product.version == 1)
        try await shop.close()
    }

    @Test func `a change moves the product to its new words and keeps what it does not name`() async throws {
        let shop = try await EngineHarness()
        let mug = try Self.id("mug")
        let fields = change { ($0.name, $0.category, $0.lowStockThreshold) = ("Tin Cup", "Camping", 7) }
        _ = try await shop.engine.changeProduct(
            mug,
            ChangeProduct(fields, expecting: .oneOf([1])),
            by: Self.admin,
            idempotency: nil
        )
        let view = try shop.engine.product(mug)
        #expect(view.product.version == 2 && view.product.description == "Stoneware, 350 ml")
        #expect(view.level.lowStockThreshold == 7 && view.level.onHand == 1_000_000)
        #expect(try shop.engine.products(matching: "harbour", skip: 0, limit: 9).total == 0)
        #expect(try shop.engine.products(matching: "tin cup camping", skip: 0, limit: 9).total == 1)
        await #expect(throws: EngineError.catalogue(.versionConflict(2))) {
            try await shop.engine.changeProduct(
                mug,
                ChangeProduct(fields, expecting: .oneOf([1])),
                by: Self.admin,
                idempotency: nil
            )
        }
        _ = try await shop.engine.changeProduct(mug, ChangeProduct(fields), by: Self.admin, idempotency: nil)
        #expect(try types(shop, "product_updated") == 1)
        try await shop.close()
    }

    @Test func `a removed product is neither listed nor sold and its orders stay`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let sold = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        try await shop.untilDrained(pipeline)
        let mug = try Self.id("mug")
        for _ in 1...2 {
            _ = try await shop.engine.removeProduct(mug, RemoveProduct(), by: Self.admin, idempotency: nil)
        }
        #expect(try types(shop, "product_deleted") == 1)
        #expect(throws: EngineError.productNotFound) { try shop.engine.product(mug, seenBy: Self.guest) }
        #expect(try shop.engine.product(mug, seenBy: Self.admin).product.version == 2)
        #expect(try shop.engine.products(matching: "mug", skip: 0, limit: 9).total == 0)
        #expect(try shop.engine.products(matching: nil, skip: 0, limit: 9).total == 4)
        let late = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        try await shop.untilDrained(pipeline)
        #expect(try shop.order(late).failure?.code == .productUnknown)
        #expect(try shop.order(sold).status == .shipped)
        _ = try await shop.engine.changeProduct(
            mug,
            ChangeProduct(change { $0.isActive = true }),
            by: Self.admin,
            idempotency: nil
        )
        #expect(try shop.engine.products(matching: "mug", skip: 0, limit: 9).total == 1)
        try await shop.close()
    }

    @Test func `customers change nothing and do not see what is not sold`() async throws {
        let shop = try await EngineHarness()
        let mug = try Self.id("mug")
        let denied = EngineError.catalogue(.notAllowed)
        let cup = try Self.new("cup", sku: "C")
        await #expect(throws: denied) {
            try await shop.engine.createProduct(cup, by: Self.guest, idempotency: nil)
        }
        await #expect(throws: denied) {
            try await shop.engine.changeProduct(mug, ChangeProduct(ProductFields()), by: Self.guest, idempotency: nil)
        }
        await #expect(throws: denied) {
            try await shop.engine.removeProduct(mug, RemoveProduct(), by: Self.guest, idempotency: nil)
        }
        await #expect(throws: denied) {
            try await shop.engine.importProducts(
                try ProductSheet(parsing: Array("sku,name,price".utf8)),
                by: Self.guest
            )
        }
        #expect(throws: denied) { try shop.engine.exportProducts(after: nil, limit: 5, by: Self.guest) }
        for activity in [ProductActivity.inactive, .all] {
            #expect(throws: denied) {
                try shop.engine.products(ProductFilter(activity: activity), skip: 0, limit: 5, by: Self.guest)
            }
        }
        #expect(try shop.engine.product(mug).product.version == 1)
        try await shop.close()
    }

    @Test func `a product that is not there cannot be changed or removed`() async throws {
        let shop = try await EngineHarness()
        let ghost = try Self.id("ghost")
        await #expect(throws: EngineError.productNotFound) {
            try await shop.engine.changeProduct(ghost, ChangeProduct(ProductFields()), by: Self.admin, idempotency: nil)
        }
        await #expect(throws: EngineError.productNotFound) {
            try await shop.engine.removeProduct(ghost, RemoveProduct(), by: Self.admin, idempotency: nil)
        }
        try await shop.close()
    }

    @Test func `the same request has its effect once`() async throws {
        let shop = try await EngineHarness()
        let request = { (body: String) in
            IdempotencyRequest(key: "k", principal: "p", method: "POST", route: "/products", body: Array(body.utf8))
        }
        let command = try Self.new("cup", sku: "C")
        let first = try await shop.engine.createProduct(command, by: Self.admin, idempotency: request("a"))
        let second = try await shop.engine.createProduct(command, by: Self.admin, idempotency: request("a"))
        #expect(!first.isReplay && second.isReplay && first.body == second.body && second.status == 201)
        await #expect(throws: EngineError.idempotencyKeyReused) {
            try await shop.engine.createProduct(command, by: Self.admin, idempotency: request("b"))
        }
        try await shop.close()
    }

    @Test func `many changes at once leave one version each`() async throws {
        let shop = try await EngineHarness()
        let mug = try Self.id("mug")
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 1...20 {
                group.addTask {
                    var fields = ProductFields()
                    fields.name = "Mug \(number)"
                    do throws(EngineError) {
                        let command = ChangeProduct(fields, expecting: .oneOf([1]))
                        _ = try await shop.engine.changeProduct(mug, command, by: Self.admin, idempotency: nil)
                        return true
                    } catch {
                        #expect(error == .catalogue(.versionConflict(2)))
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
        #expect(try shop.engine.product(mug).product.version == 2)
        try await shop.close()
    }
}
