import Commerce
import Engine
import EventLog
import TestSupport
import Testing

/// A shop that stops anywhere goes on where it stopped.
@Suite(.timeLimit(.minutes(10))) struct RestartTests {
    @Test(arguments: 0...4)
    func `a restart behind any stage ships every order exactly once`(stages: Int) async throws {
        let first = try await EngineHarness()
        var ids: [OrderID] = []
        for _ in 0..<20 { ids.append(try await first.place(SampleShop.draft([SampleShop.line("mug")])).id) }
        let early = try first.startPipeline { Array($0.prefix(stages)) }
        try await first.untilDrained(early)
        let shop = try await first.reopened()
        let pipeline = try shop.startPipeline()
        try await shop.untilDrained(pipeline)
        for id in ids {
            #expect(try shop.order(id).status == .shipped)
            #expect(try shop.eventTypes(of: id) == OrderJourneyThroughEngineTests.lifecycle)
        }
        try await shop.close()
    }

    @Test func `a restart in full run ships every order exactly once`() async throws {
        var shop = try await EngineHarness()
        var ids: [OrderID] = []
        for round in 0..<5 {
            try shop.startPipeline()
            for _ in 0..<40 { ids.append(try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id) }
            for _ in 0..<round { try await shop.fence() }
            shop = try await shop.reopened()
        }
        let pipeline = try shop.startPipeline()
        try await shop.untilDrained(pipeline)
        for id in ids {
            #expect(try shop.eventTypes(of: id) == OrderJourneyThroughEngineTests.lifecycle)
        }
        #expect(try shop.engine.orderTotals()[.shipped] == 200)
        try await shop.close()
    }

    @Test(arguments: [Int64(0), -1, -3_600_000])
    func `orders are taken after a restart whose clock stands still or goes back`(millis: Int64) async throws {
        let first = try await EngineHarness()
        var ids: [OrderID] = []
        for _ in 0..<10 { ids.append(try await first.place(SampleShop.draft([SampleShop.line("mug")])).id) }
        first.time.advance(millis: millis)
        let shop = try await first.reopened()
        for _ in 0..<10 { ids.append(try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id) }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == 20)
        try await shop.close()
    }

    @Test func `order numbers and the position go on after a restart`() async throws {
        let first = try await EngineHarness()
        let order = try await first.place(SampleShop.draft([SampleShop.line("mug")]))
        let position = first.engine.log.position
        let shop = try await first.reopened()
        #expect(shop.engine.log.position == position)
        #expect(try await shop.place(SampleShop.draft([SampleShop.line("mug")])).number == order.number + 1)
        try await shop.close()
    }
}
