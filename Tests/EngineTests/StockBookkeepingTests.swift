import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// The ledger: corrections, pages of movements, and figures that explain themselves.
@Suite(.timeLimit(.minutes(10))) struct StockBookkeepingTests {
    private static let admin = Actor(id: UserID(high: 3, low: 3), role: .admin)

    private func correct(
        _ shop: EngineHarness,
        _ product: String,
        _ change: AdjustStock,
        expected: Int? = nil,
        by actor: Actor = admin
    ) async throws -> CommandAnswer {
        try await shop.engine.correctStock(
            of: try #require(ProductID(product)),
            CorrectStock(change, reason: "count", expectedOnHand: expected),
            by: actor,
            idempotency: nil
        )
    }

    private func explain(_ shop: EngineHarness, _ product: String) async throws -> StockExplanation {
        try await shop.engine.explainStock(of: try #require(ProductID(product)), for: Self.admin)
    }

    @Test func `a correction is compared, refused below what is reserved, and kept with reason and actor`() async throws
    {
        let shop = try await EngineHarness()
        try await shop.place(SampleShop.draft([SampleShop.line("rare", 2)]))
        let level = try shop.stock(of: "rare")
        await #expect(throws: EngineError.stockRejected(.changed(level))) {
            try await correct(shop, "rare", .setTo(5), expected: 4)
        }
        let short = Shortage(product: level.product, requested: 2, available: 1)
        await #expect(throws: EngineError.stockRejected(.insufficient([short]))) {
            try await correct(shop, "rare", .setTo(1), expected: 3)
        }
        await #expect(throws: EngineError.productNotFound) { try await correct(shop, "none", .setTo(1)) }
        await #expect(throws: EngineError.stockRejected(.accessDenied)) {
            try await correct(shop, "none", .setTo(1), by: Actor(id: nil, role: .user))
        }
        let answer = try await correct(shop, "rare", .setTo(2), expected: 3)
        #expect(try JSONDocument(parsing: answer.body).root["available"]?.int64 == 0)
        #expect(answer.sequence == shop.engine.log.lastSequence)
        let page = try shop.engine.stockMovements(of: level.product, skip: 0, limit: 1, for: Self.admin)
        let newest = try #require(page.movements.first)
        #expect(newest.number == 2 && page.total == 3 && page.hasMore)
        #expect(newest.movement.reason == "count" && newest.movement.actor == Self.admin.id)
        #expect(newest.movement.quantity == -1 && newest.movement.kind == .adjusted)
        try await shop.close()
    }

    @Test func `many corrections at once with the same comparison: one of them counts`() async throws {
        let shop = try await EngineHarness()
        let counted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    do {
                        _ = try await correct(shop, "rare", .setTo(10 + number), expected: 3)
                        return true
                    } catch EngineError.stockRejected(.changed) {
                        return false
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(counted == 1)
        try await shop.close()
    }

    @Test func `movements come newest first, page by page, over rows that hold many`() async throws {
        let shop = try await EngineHarness()
        let popular = try #require(ProductID("popular"))
        try await withThrowingTaskGroup { group in
            for _ in 0..<40 { group.addTask { try await shop.place(SampleShop.draft([SampleShop.line("popular")])) } }
            try await group.waitForAll()
        }
        for change in [-1, 2, -3] { _ = try await correct(shop, "popular", .delta(change)) }
        var (numbers, quantities): ([UInt64], [Int]) = ([], [])
        var cursor: UInt64?
        repeat {
            let page = try shop.engine.stockMovements(of: popular, skip: 0, before: cursor, limit: 7, for: Self.admin)
            #expect(page.total == 44 && page.movements.count <= 7)
            numbers += page.movements.map(\.number)
            quantities += page.movements.map(\.movement.quantity)
            cursor = page.hasMore ? page.movements.last?.number : nil
        } while cursor != nil
        #expect(numbers == Array((0..<44).reversed()))
        #expect(quantities.prefix(4) == [-3, 2, -1, 1] && quantities.last == 100)
        for skip in [0, 1, 10, 43, 44, 100] {
            let page = try shop.engine.stockMovements(of: popular, skip: skip, limit: 10, for: Self.admin)
            #expect(page.movements.map(\.number) == Array(numbers.dropFirst(skip).prefix(10)))
            #expect(page.hasMore == (skip + 10 < 44))
        }
        #expect(throws: EngineError.stockRejected(.accessDenied)) {
            try shop.engine.stockMovements(of: popular, skip: 0, limit: 1, for: Actor(id: nil, role: .user))
        }
        try await shop.close()
    }

    @Test func `every figure is explained by movements and open reservations`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        try await shop.place(SampleShop.draft([SampleShop.line("popular", 7)]))
        try await shop.untilDrained(pipeline)
        try await shop.stopRunning()
        let since = shop.time.now
        shop.time.advance(millis: 1_000)
        let order = try await shop.place(SampleShop.draft([SampleShop.line("popular", 2)]))
        shop.time.advance(millis: 1_000)
        let reservation = try await ReservationTimeTests.reserve(
            shop,
            ReservationTimeTests.lines(("popular", 4), ("mug", 1)),
            for: order.id
        )
        let gone = try await ReservationTimeTests.reserve(shop, ReservationTimeTests.lines(("popular", 9)))
        _ = try await shop.engine.releaseReservation(gone.id, by: Self.admin, idempotency: nil)
        _ = try await correct(shop, "popular", .delta(-3))
        let explanation = try await explain(shop, "popular")
        let (level, sums) = (explanation.level, explanation.sums)
        #expect(level.onHand == 90 && level.reserved == 6)
        #expect(sums.onHand == 90 && sums.reserved == 6 && sums.available == 84)
        #expect(sums.quantity(of: .adjusted) == 97 && sums.quantity(of: .committed) == 7)
        #expect(sums.quantity(of: .reserved) == 22 && sums.quantity(of: .released) == 9)
        #expect(explanation.agrees)
        let holds = explanation.holds
        #expect(holds.map(\.quantity) == [2, 4] && holds.map(\.order) == [order.id, order.id])
        #expect(holds.map(\.reservation) == [nil, reservation.id])
        #expect(holds.map(\.since) == [since.adding(millis: 1_000), since.adding(millis: 2_000)])
        #expect(holds.map(\.expiresAt) == [order.orderTimerDue, reservation.expiresAt])
        await #expect(throws: EngineError.productNotFound) { try await explain(shop, "none") }
        await #expect(throws: EngineError.stockRejected(.accessDenied)) {
            try await shop.engine.explainStock(of: level.product, for: Actor(id: nil, role: .user))
        }
        try await shop.close()
    }

    @Test func `a ledger longer than a page of rows is added up to its end`() async throws {
        let shop = try await EngineHarness()
        for number in 0..<1_003 { _ = try await correct(shop, "rare", .delta(number.isMultiple(of: 2) ? 2 : -1)) }
        let explanation = try await explain(shop, "rare")
        #expect(explanation.sums.movements == 1_004 && explanation.level.onHand == 506 && explanation.agrees)
        try await shop.close()
    }

    @Test func `figures that do not agree are told`() async throws {
        let shop = try await EngineHarness()
        let reservation = try await ReservationTimeTests.reserve(shop, ReservationTimeTests.lines(("rare", 1)))
        let tables = shop.engine.tables
        _ = try await shop.engine.writer.submit { transaction throws(StorageError) in
            try tables.reservations.delete(reservation.id, in: transaction)
        }
        let explanation = try await explain(shop, "rare")
        #expect(!explanation.agrees && explanation.holds.map(\.isConfirmed) == [false])
        #expect(try await explain(shop, "mug").agrees)
        let lines = try await shop.closeAndCheck().lines
        #expect(lines.contains { $0.contains("1 reserved, orders and reservations hold 0") })
        #expect(lines.contains { $0.contains("reservation \(reservation.id) holds 0, the ledger says 1") })
        #expect(lines.contains { $0.contains("1 entries where reservations want 0") })
    }

    @Test func `levels are listed, narrowed to those that are low, and paged`() async throws {
        let shop = try await EngineHarness()
        _ = try await correct(shop, "rare", .setTo(1))
        _ = try await correct(shop, "bar", .setTo(0))
        func list(_ filter: StockFilter, skip: Int = 0, after: String? = nil, limit: Int = 10) throws -> StockPage {
            try shop.engine.stockLevels(filter, skip: skip, after: after.flatMap { ProductID($0) }, limit: limit)
        }
        let all = ["bar", "mug", "pencil", "popular", "rare"]
        #expect(try list(StockFilter()).levels.map(\.product.text) == all)
        let low = try list(StockFilter(isLow: true), limit: 1)
        #expect(low.levels.map(\.product.text) == ["bar"] && low.total == 2 && low.hasMore)
        let rest = try list(StockFilter(isLow: true), after: "bar", limit: 1)
        #expect(rest.levels.map(\.product.text) == ["rare"] && rest.total == 2 && !rest.hasMore)
        #expect(try list(StockFilter(isLow: false)).levels.map(\.product.text) == ["mug", "pencil", "popular"])
        let page = try list(StockFilter(), skip: 1, limit: 2)
        #expect(page.levels.map(\.product.text) == ["mug", "pencil"] && page.total == 5 && page.hasMore)
        let next = try list(StockFilter(), after: "pencil", limit: 2)
        #expect(next.levels.map(\.product.text) == ["popular", "rare"] && next.total == 5 && !next.hasMore)
        #expect(try list(StockFilter(query: "lamp")).levels.map(\.product.text) == ["popular"])
        #expect(try list(StockFilter(isLow: true, query: "lamp")).total == 0)
        #expect(try list(StockFilter(), skip: 5).levels.isEmpty)
        try await shop.close()
    }
}
