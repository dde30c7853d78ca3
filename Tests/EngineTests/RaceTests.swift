import Commerce
import Engine
import Storage
import TestSupport
import Testing

/// Many at once for what there is once.
@Suite(.timeLimit(.minutes(10))) struct RaceTests {
    @Test func `five hundred buyers of a hundred lamps get exactly a hundred`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        try await withThrowingTaskGroup { group in
            for buyer in 0..<500 {
                group.addTask {
                    let lamp = try SampleShop.draft([SampleShop.line("popular")], customer: .guest("buyer-\(buyer)"))
                    try await shop.place(lamp)
                }
            }
            try await group.waitForAll()
        }
        try await shop.untilDrained(pipeline)
        let totals = try shop.engine.orderTotals()
        #expect(totals[.shipped] == 100)
        #expect(totals[.failed] == 400)
        #expect(totals.total == 500)
        let failed = try (0..<4).flatMap {
            try shop.engine.orders(OrderFilter(statuses: [.failed]), skip: $0 * 100, limit: 100).orders
        }
        #expect(failed.count == 400)
        #expect(failed.allSatisfy { $0.failure?.code == .insufficientStock })
        let level = try shop.stock(of: "popular")
        #expect(level.onHand == 0 && level.reserved == 0)
        try expectNeverNegative(shop, "popular")
        try await shop.close()
    }

    /// Walks the product's ledger: at no point were more promised than there were.
    private func expectNeverNegative(_ shop: EngineHarness, _ name: String) throws {
        let product = try #require(ProductID(name))
        var (onHand, reserved, movements) = (0, 0, 0)
        try shop.engine.read("ledger") { snapshot throws(EngineError) in
            do throws(StorageError) {
                try shop.engine.tables.stockMovements.scan(prefix: product.keyBytes, in: snapshot) { _, row in
                    for entry in row.entries {
                        let movement = entry.movement(of: product)
                        onHand += movement.onHandDelta
                        reserved += movement.reservedDelta
                        movements += 1
                        #expect(reserved >= 0 && onHand >= reserved)
                    }
                    return .next
                }
            } catch {
                throw EngineError(error)
            }
        }
        #expect(onHand == 0 && reserved == 0)
        #expect(movements == 201)
    }

    @Test func `a thousand buyers of the last vase: one gets it`() async throws {
        let shop = try await EngineHarness()
        let vase = try #require(ProductID("rare"))
        let last = CorrectStock(.setTo(1), reason: "two broke")
        _ = try await shop.engine.correctStock(of: vase, last, by: .admin, idempotency: nil)
        let pipeline = try shop.startPipeline()
        try await withThrowingTaskGroup { group in
            for buyer in 0..<1_000 {
                group.addTask {
                    let draft = try SampleShop.draft([SampleShop.line("rare")], customer: .guest("buyer-\(buyer)"))
                    try await shop.place(draft)
                }
            }
            try await group.waitForAll()
        }
        try await shop.untilDrained(pipeline)
        let totals = try shop.engine.orderTotals()
        #expect(totals[.shipped] == 1 && totals[.failed] == 999)
        let level = try shop.stock(of: "rare")
        #expect(level.onHand == 0 && level.reserved == 0)
        try await shop.close()
    }

    @Test func `the same key a hundred times at once is one order and ninety-nine replays`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let answers = try await withThrowingTaskGroup(of: CommandAnswer.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    let draft = try SampleShop.draft([SampleShop.line("mug")])
                    return try await shop.engine.placeOrder(draft, idempotency: Self.request("k", body: "{}"))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { !$0.isReplay } == 1)
        #expect(answers.count { $0.isReplay } == 99)
        #expect(Set(answers.map(\.body)).count == 1)
        #expect(Set(answers.map(\.sequence)).count == 1)
        #expect(answers.allSatisfy { $0.status == 201 })
        try await shop.untilDrained(pipeline)
        #expect(try shop.engine.orderTotals().total == 1)
        try await shop.close()
    }

    static func request(_ key: String, body: String, principal: String = "guest-1") -> IdempotencyRequest {
        IdempotencyRequest(
            key: key,
            principal: principal,
            method: "POST",
            route: "/orders",
            body: Array(body.utf8)
        )
    }
}
