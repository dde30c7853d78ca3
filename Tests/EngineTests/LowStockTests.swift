import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// `inventory.low_stock` comes once per way down to the threshold, whatever a commit merges.
@Suite(.timeLimit(.minutes(10))) struct LowStockTests {
    private static let admin = Actor(id: UserID(high: 3, low: 3), role: .admin)

    private func correct(_ shop: EngineHarness, _ change: AdjustStock, of product: String = "popular") async throws {
        _ = try await shop.engine.correctStock(
            of: #require(ProductID(product)),
            CorrectStock(change, reason: "test"),
            by: Self.admin,
            idempotency: nil
        )
    }

    private func setThreshold(_ shop: EngineHarness, _ threshold: Int) async throws {
        _ = try await shop.engine.setStockThreshold(
            of: #require(ProductID("popular")),
            SetStockThreshold(threshold),
            by: Self.admin,
            idempotency: nil
        )
    }

    /// What was available and the threshold, in each event so far.
    private func said(_ shop: EngineHarness) throws -> [String] {
        try shop.records(of: "inventory_low_stock").map { _, record in
            let event = try JSONDocument(parsing: Array(record.value ?? [])).root
            return "\(event["available"]?.int64 ?? -1)/\(event["low_stock_threshold"]?.int64 ?? -1)"
        }
    }

    /// Runs changes of `popular` as units of one commit, in this order.
    private func together(_ shop: EngineHarness, _ changes: [AdjustStock]) async throws {
        let gate = await shop.engine.writer.hold()
        try await withThrowingTaskGroup { group in
            for (index, change) in changes.enumerated() {
                group.addTask { try await correct(shop, change) }
                while shop.engine.figures.queueLength <= index { await Task.yield() }
            }
            gate.open()
            try await group.waitForAll()
        }
    }

    @Test func `it is said on the way down and again only after the stock has been above`() async throws {
        let shop = try await EngineHarness()
        try await setThreshold(shop, 10)
        try await correct(shop, .setTo(11))
        #expect(try said(shop) == [])
        for _ in 0..<3 { try await correct(shop, .delta(-1)) }
        #expect(try said(shop) == ["10/10"])
        try await correct(shop, .setTo(10))
        #expect(try said(shop) == ["10/10"])
        try await correct(shop, .setTo(11))
        try await correct(shop, .setTo(4))
        #expect(try said(shop) == ["10/10", "4/10"])
        try await shop.close()
    }

    @Test func `orders and reservations lead there, too`() async throws {
        let shop = try await EngineHarness()
        try await setThreshold(shop, 97)
        try await shop.place(SampleShop.draft([SampleShop.line("popular", 2)]))
        #expect(try said(shop) == [])
        try await ReservationTimeTests.reserve(shop, ReservationTimeTests.lines(("popular", 1)), seconds: 10)
        #expect(try said(shop) == ["97/97"])
        shop.time.advance(millis: 10_000)
        #expect(try await shop.engine.fireTimers(limit: 10) == 1)
        try await shop.place(SampleShop.draft([SampleShop.line("popular", 2)]))
        #expect(try said(shop) == ["97/97", "96/97"])
        try await shop.close()
    }

    @Test func `a threshold that comes with a product's change counts like one of its own`() async throws {
        let shop = try await EngineHarness()
        var fields = ProductFields()
        fields.lowStockThreshold = 100
        let popular = try #require(ProductID("popular"))
        for _ in 0..<2 {
            _ = try await shop.engine.changeProduct(popular, ChangeProduct(fields), by: .admin, idempotency: nil)
        }
        #expect(try said(shop) == ["100/100"])
        try await shop.close()
    }

    @Test func `a threshold that is raised above the stock is a way down, one that is lowered a way up`() async throws {
        let shop = try await EngineHarness()
        try await setThreshold(shop, 100)
        #expect(try said(shop) == ["100/100"])
        try await setThreshold(shop, 200)
        #expect(try said(shop) == ["100/100"])
        try await setThreshold(shop, 99)
        try await setThreshold(shop, 99)
        try await correct(shop, .delta(-1))
        #expect(try said(shop) == ["100/100", "99/99"])
        let kinds = try shop.records(of: "inventory_updated").suffix(4).map { _, record in
            try JSONDocument(parsing: Array(record.value ?? [])).root["kind"]?.string
        }
        #expect(kinds == ["threshold", "threshold", "threshold", "adjusted"])
        try await shop.close()
    }

    /// Changes of one commit from 100 pieces with a threshold of 50, and what is said.
    @Test(arguments: [
        ([AdjustStock.delta(-60), .delta(60)], [String]()), ([.delta(-60), .delta(60), .delta(-60)], ["40/50"]),
        ([.delta(-40), .delta(-40), .delta(-10)], ["10/50"]), ([.delta(-49), .delta(-1)], ["50/50"]),
        ([.delta(-49), .delta(-1), .delta(1)], []),
    ])
    func `a commit counts as a whole`(changes: [AdjustStock], expected: [String]) async throws {
        let shop = try await EngineHarness()
        try await setThreshold(shop, 50)
        let before = try shop.records(of: "inventory_updated").count
        try await together(shop, changes)
        #expect(try said(shop) == expected)
        #expect(try shop.records(of: "inventory_updated").count == before + 1)
        try await shop.close()
    }

    @Test func `a commit that begins low says nothing, however often it comes above`() async throws {
        let shop = try await EngineHarness()
        try await setThreshold(shop, 100)
        try await together(shop, [.delta(1), .delta(-1), .delta(5), .delta(-5)])
        #expect(try said(shop) == ["100/100"])
        try await shop.close()
    }
}
