import Commerce
import Engine
import Storage
import TestSupport
import Testing

/// Stored answers: whose they are, how long they are kept.
@Suite(.timeLimit(.minutes(10))) struct IdempotencyTests {
    private func place(_ shop: EngineHarness, _ request: IdempotencyRequest) async throws -> CommandAnswer {
        try await shop.engine.placeOrder(try SampleShop.draft([SampleShop.line("mug")]), idempotency: request)
    }

    @Test func `another body under the same key is refused`() async throws {
        let shop = try await EngineHarness()
        _ = try await place(shop, RaceTests.request("k", body: "first"))
        await #expect(throws: EngineError.idempotencyKeyReused) {
            try await place(shop, RaceTests.request("k", body: "second"))
        }
        #expect(try shop.engine.orderTotals().total == 1)
        try await shop.close()
    }

    @Test func `the same key of somebody else is another key`() async throws {
        let shop = try await EngineHarness()
        let first = try await place(shop, RaceTests.request("k", body: "b"))
        let second = try await place(shop, RaceTests.request("k", body: "b", principal: "guest-2"))
        #expect(!second.isReplay && second.body != first.body)
        try await shop.close()
    }

    @Test func `principal, method, route and key do not run into each other`() async throws {
        let shop = try await EngineHarness()
        _ = try await place(
            shop,
            IdempotencyRequest(key: "ck", principal: "a", method: "b", route: "", body: [])
        )
        let other = try await place(
            shop,
            IdempotencyRequest(key: "k", principal: "a", method: "b", route: "c", body: [])
        )
        #expect(!other.isReplay)
        try await shop.close()
    }

    @Test func `a rejected order stores no answer`() async throws {
        let shop = try await EngineHarness { $0.orders = OrderPolicy(stock: .reject) }
        let tooMany = try SampleShop.draft([SampleShop.line("rare", 4)])
        let request = RaceTests.request("k", body: "b")
        await #expect(throws: EngineError.self) { try await shop.engine.placeOrder(tooMany, idempotency: request) }
        #expect(try await !place(shop, request).isReplay)
        try await shop.close()
    }

    @Test func `an answer is kept for a day, over a restart, and then swept`() async throws {
        let first = try await EngineHarness()
        let original = try await place(first, RaceTests.request("k", body: "b"))
        first.time.advance(millis: 86_399_999)
        let shop = try await first.reopened()
        let replay = try await place(shop, RaceTests.request("k", body: "b"))
        #expect(replay.isReplay && replay.body == original.body && replay.sequence == original.sequence)
        #expect(try await !shop.engine.sweep(limit: 10))
        #expect(try answers(shop) == [1, 1])
        shop.time.advance(millis: 1)
        #expect(try await !place(shop, RaceTests.request("k", body: "other")).isReplay)
        // The expired answer's row is gone; the new one under the same key stays.
        #expect(try await !shop.engine.sweep(limit: 10))
        #expect(try answers(shop) == [1, 1])
        #expect(try await place(shop, RaceTests.request("k", body: "other")).isReplay)
        shop.time.advance(millis: 86_400_000)
        #expect(try await shop.engine.sweep(limit: 1))
        #expect(try await !shop.engine.sweep(limit: 1))
        #expect(try answers(shop) == [0, 0])
        try await shop.close()
    }

    @Test func `an order that has moved on is answered again as it was placed`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let original = try await place(shop, RaceTests.request("k", body: "b"))
        try await shop.untilDrained(pipeline)
        #expect(try shop.order(EngineHarness.orderID(in: original)).status == .shipped)
        let replay = try await place(shop, RaceTests.request("k", body: "b"))
        #expect(replay.isReplay && replay.body == original.body && replay.status == 201)
        try await shop.close()
    }

    private func answers(_ shop: EngineHarness) throws -> [Int] {
        try shop.engine.environment.read("test") { snapshot throws(StorageError) in
            [
                try shop.engine.tables.idempotency.count(in: snapshot),
                try shop.engine.tables.idempotencyByExpiry.count(in: snapshot),
            ]
        }
    }
}
