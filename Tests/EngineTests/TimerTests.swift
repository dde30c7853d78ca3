import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// Orders and payments that take too long.
@Suite(.timeLimit(.minutes(10))) struct TimerTests {
    /// Runs the timers beside the test until the clock has passed their grace.
    private func startTimers(_ shop: EngineHarness) async -> Timestamp {
        shop.run { try await TimerService(shop.engine).run() }
        return await shop.time.nextWake()
    }

    @Test func `an order fails 300 seconds after it was placed, once`() async throws {
        let shop = try await EngineHarness()
        let start = shop.time.now
        let id = try await shop.place(SampleShop.draft([SampleShop.line("rare", 2)])).id
        #expect(try shop.order(id).orderTimerDue == start.adding(millis: 300_000))
        _ = await startTimers(shop)
        shop.time.set(start.adding(millis: 299_999))
        #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        #expect(try shop.order(id).status == .pending)
        shop.time.set(start.adding(millis: 310_000))
        try await shop.until { try shop.order(id).status == .failed }
        let order = try shop.order(id)
        #expect(order.failure?.code == .processingTimeout)
        #expect(order.reservation == .released)
        #expect(try shop.stock(of: "rare").reserved == 0)
        shop.time.advance(millis: 600_000)
        #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        #expect(try shop.eventTypes(of: id) == ["order.created", "order.failed"])
        try await shop.close()
    }

    @Test func `a payment that is not answered fails the order after 60 seconds and is answered too late`() async throws
    {
        let shop = try await EngineHarness()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        // A gateway outside that nobody calls leaves the payment unanswered.
        let pipeline = try shop.startPipeline { _ in
            Array(Pipeline.standardWorkers(shop.engine, hasGateway: true).prefix(2))
        }
        try await shop.until { try shop.order(id).status == .processing }
        #expect(try shop.order(id).paymentTimerDue == shop.time.now.adding(millis: 60_000))
        try await shop.stopRunning()
        shop.time.advance(millis: 60_000)
        #expect(try await shop.engine.fireTimers(limit: 10) == 1)
        #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        let failed = try shop.order(id)
        #expect(failed.failure?.code == .processingTimeout && failed.status == .failed)
        _ = pipeline
        let answering = try shop.startPipeline()
        try await shop.untilDrained(answering)
        #expect(try shop.order(id) == failed)
        #expect(
            try shop.eventTypes(of: id).suffix(3) == ["order.failed", "payment.completed", "payment.refunded"]
        )
        try await shop.close()
    }

    @Test func `timers survive a restart, hold still within the grace, and then fire once`() async throws {
        let first = try await EngineHarness()
        let ids = [
            try await first.place(SampleShop.draft([SampleShop.line("mug")])).id,
            try await first.place(SampleShop.draft([SampleShop.line("mug")])).id,
        ]
        first.time.advance(millis: 400_000)
        let shop = try await first.reopened()
        let start = shop.time.now
        #expect(await startTimers(shop) == start.adding(millis: TimerService.graceMillis))
        shop.time.set(start.adding(millis: TimerService.graceMillis - 1))
        try await shop.fence()
        #expect(await shop.time.nextWake() == start.adding(millis: TimerService.graceMillis))
        #expect(try ids.allSatisfy { try shop.order($0).status == .pending })
        shop.time.advance(millis: 1)
        try await shop.until { try ids.allSatisfy { try shop.order($0).status == .failed } }
        for id in ids { #expect(try shop.eventTypes(of: id) == ["order.created", "order.failed"]) }
        try await shop.close()
    }

    @Test func `an order that comes through within the grace is not failed`() async throws {
        let first = try await EngineHarness()
        let id = try await first.place(SampleShop.draft([SampleShop.line("mug")])).id
        first.time.advance(millis: 400_000)
        let shop = try await first.reopened()
        _ = await startTimers(shop)
        let pipeline = try shop.startPipeline()
        try await shop.untilDrained(pipeline)
        shop.time.advance(millis: TimerService.graceMillis)
        #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        #expect(try shop.order(id).status == .shipped)
        try await shop.close()
    }
}
