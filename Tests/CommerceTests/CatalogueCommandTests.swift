import Commerce
import Testing

/// Adding, changing and removing products.
@Suite struct CatalogueCommandTests {
    static let admin = Actor(id: nil, role: .admin)
    static let customer = Actor(id: nil, role: .user)
    static let now = Timestamp(millis: 1_000_000)

    private func id(_ text: String) throws -> ProductID { try #require(ProductID(text)) }

    private func fields(_ change: (inout ProductFields) throws -> Void = { _ in }) throws -> ProductFields {
        var fields = ProductFields()
        (fields.sku, fields.name, fields.price) = ("S-1", "Pen", try Money.parse("4.50"))
        try change(&fields)
        return fields
    }

    private func pen() throws -> Product {
        let command = try #require(CreateProduct(id: try id("pen"), fields: try fields(), stock: 3))
        return try command.decide(existing: nil, skuHolder: nil, by: Self.admin, now: Self.now).product
    }

    @Test func `a new product has version 1 and its defaults`() throws {
        let command = try #require(CreateProduct(id: try id("pen"), fields: try fields(), stock: 3))
        let decision = try command.decide(existing: nil, skuHolder: nil, by: Self.admin, now: Self.now)
        let product = decision.product
        #expect(product.version == 1 && product.isActive && product.currency == .usd && product.image == nil)
        #expect(product.description.isEmpty && product.category.isEmpty && decision.lowStockThreshold == 0)
        #expect(decision.event == .productCreated(ProductCreated(product: product, at: Self.now)))
        #expect(command.stock == 3)
    }

    @Test func `without SKU, name or price there is no product`() throws {
        for incomplete in [try fields { $0.sku = nil }, try fields { $0.name = nil }, try fields { $0.price = nil }] {
            #expect(CreateProduct(id: try id("pen"), fields: incomplete) == nil)
        }
    }

    @Test func `an id or SKU that is taken is refused`() throws {
        let command = try #require(CreateProduct(id: try id("pen"), fields: try fields()))
        let pen = try pen()
        #expect(throws: CatalogueRejection.productExists(pen.id)) {
            try command.decide(existing: pen, skuHolder: pen.id, by: Self.admin, now: Self.now)
        }
        #expect(throws: CatalogueRejection.skuTaken(pen.id)) {
            try command.decide(existing: nil, skuHolder: pen.id, by: Self.admin, now: Self.now)
        }
    }

    @Test func `only those who run the shop change the catalogue`() throws {
        let pen = try pen()
        let create = try #require(CreateProduct(id: try id("pen"), fields: try fields()))
        #expect(throws: CatalogueRejection.notAllowed) {
            try create.decide(existing: nil, skuHolder: nil, by: Self.customer, now: Self.now)
        }
        #expect(throws: CatalogueRejection.notAllowed) {
            try ChangeProduct(try fields()).decide(
                pen,
                lowStockThreshold: 0,
                skuHolder: nil,
                by: Self.customer,
                now: Self.now
            )
        }
        #expect(throws: CatalogueRejection.notAllowed) {
            try RemoveProduct().decide(pen, lowStockThreshold: 0, by: Self.customer, now: Self.now)
        }
        let system = Actor(id: nil, role: .system)
        #expect(!system.isAdmin && Self.admin.isAdmin)
        #expect(
            try RemoveProduct().decide(pen, lowStockThreshold: 0, by: system, now: Self.now).product.isActive == false
        )
    }

    @Test func `a change sets what it names and nothing else`() throws {
        let pen = try pen()
        var change = ProductFields()
        change.price = try Money.parse("5")
        change.image = .some(ImageAddress("/assets/pen.png"))
        let later = Self.now.adding(millis: 5)
        let decision = try ChangeProduct(change).decide(
            pen,
            lowStockThreshold: 2,
            skuHolder: nil,
            by: Self.admin,
            now: later
        )
        var expected = pen
        (expected.price, expected.image) = (try Money.parse("5"), ImageAddress("/assets/pen.png"))
        (expected.version, expected.updatedAt) = (2, later)
        #expect(decision.product == expected && decision.lowStockThreshold == 2)
        #expect(decision.event == .productUpdated(ProductUpdated(product: expected, at: later)))
        var removal = ProductFields()
        removal.image = .some(nil)
        let without = try ChangeProduct(removal).decide(
            expected,
            lowStockThreshold: 2,
            skuHolder: nil,
            by: Self.admin,
            now: later
        )
        #expect(without.product.image == nil && without.product.version == 3)
    }

    @Test func `a change that changes nothing makes no version and no event`() throws {
        let pen = try pen()
        let decision = try ChangeProduct(try fields()).decide(
            pen,
            lowStockThreshold: 0,
            skuHolder: nil,
            by: Self.admin,
            now: Self.now.adding(millis: 9)
        )
        #expect(decision.product == pen && decision.event == nil)
        var threshold = ProductFields()
        threshold.lowStockThreshold = 4
        let second = try ChangeProduct(threshold).decide(
            pen,
            lowStockThreshold: 0,
            skuHolder: nil,
            by: Self.admin,
            now: Self.now
        )
        #expect(second.product.version == 2 && second.lowStockThreshold == 4 && second.event != nil)
    }

    @Test func `a change for another version is refused`() throws {
        let pen = try pen()
        for stale in [ExpectedVersion.oneOf([]), .oneOf([2, 7])] {
            #expect(throws: CatalogueRejection.versionConflict(1)) {
                try ChangeProduct(try fields(), expecting: stale).decide(
                    pen,
                    lowStockThreshold: 0,
                    skuHolder: nil,
                    by: Self.admin,
                    now: Self.now
                )
            }
            #expect(throws: CatalogueRejection.versionConflict(1)) {
                try RemoveProduct(expecting: stale).decide(pen, lowStockThreshold: 0, by: Self.admin, now: Self.now)
            }
        }
        _ = try RemoveProduct(expecting: .oneOf([3, 1])).decide(
            pen,
            lowStockThreshold: 0,
            by: Self.admin,
            now: Self.now
        )
    }

    @Test func `a removed product is not sold, and removing it again does nothing`() throws {
        let pen = try pen()
        let removed = try RemoveProduct().decide(pen, lowStockThreshold: 1, by: Self.admin, now: Self.now)
        #expect(!removed.product.isActive && removed.product.version == 2 && removed.lowStockThreshold == 1)
        #expect(removed.event == .productDeleted(ProductDeleted(product: pen.id, version: 2, at: Self.now)))
        let again = try RemoveProduct().decide(removed.product, lowStockThreshold: 1, by: Self.admin, now: Self.now)
        #expect(again.event == nil && again.product == removed.product)
    }

    @Test(arguments: [
        "https://cdn.example/a.png", "http://localhost:8080/x?y=1#z", "HTTPS://EXAMPLE.COM", "/assets/a.svg", "/",
        "/products/image",
    ])
    func `an image is a web address or a path of this server`(text: String) {
        #expect(ImageAddress(text)?.text == text)
    }

    @Test(arguments: [
        "", "a.png", "//evil.example/a.png", "ftp://a/b", "javascript:alert(1)", "data:image/png;base64,AA", "https://",
        "https:///a", "https://:80/", "https://user@host/", "https://a b", "/a\"b", "/a<b>", "/é", "/a\nb", "/a\\b",
        "/api/v1/products/pen/image", "/products/pen/image?x=1", "/" + String(repeating: "a", count: 2_048),
    ])
    func `other addresses are not accepted`(text: String) {
        #expect(ImageAddress(text) == nil)
    }
}
