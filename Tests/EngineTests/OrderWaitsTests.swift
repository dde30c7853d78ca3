import Commerce
import Engine
import TestSupport
import Testing

/// Requests that wait until their order is settled.
@Suite(.timeLimit(.minutes(10))) struct OrderWaitsTests {
    /// A shop whose waits are being woken.
    private func shop() async throws -> (shop: EngineHarness, waits: OrderWaits) {
        let shop = try await EngineHarness()
        let waits = OrderWaits(shop.engine)
        shop.run { try await waits.run() }
        return (shop, waits)
    }

    /// Begins a wait and comes back once it has begun.
    private func begin(
        _ waits: OrderWaits,
        _ id: OrderID,
        millis: Int64 = 30_000
    ) async throws -> (task: Task<Void, any Error>, giveUp: @Sendable () -> Void) {
        let (begun, begin) = AsyncStream.makeStream(of: (@Sendable () -> Void).self)
        let task = Task { try await waits.wait(for: id, millis: millis) { begin.yield($0) } }
        var iterator = begun.makeAsyncIterator()
        return (task, try #require(await iterator.next()))
    }

    @Test func `a wait ends when the order is shipped`() async throws {
        let (shop, waits) = try await shop()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        let (task, _) = try await begin(waits, id)
        #expect(waits.count == 1)
        try shop.startPipeline()
        try await task.value
        #expect(try shop.order(id).status == .shipped)
        #expect(waits.count == 0)
        try await shop.close()
    }

    @Test func `a wait ends with a failure and with a cancellation, and an order that is settled waits for nothing`()
        async throws
    {
        let (shop, waits) = try await shop()
        let failing = try await shop.place(SampleShop.draft([SampleShop.line("mug")], total: 1)).id
        let cancelled = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        let (first, _) = try await begin(waits, failing)
        let (second, _) = try await begin(waits, cancelled)
        _ = try await shop.engine.cancelOrder(cancelled, reason: nil, as: .admin, idempotency: nil)
        try await second.value
        #expect(waits.count == 1)
        try shop.startPipeline()
        try await first.value
        #expect(try shop.order(failing).status == .failed)
        try await waits.wait(for: failing, millis: 30_000) { _ in Issue.record("it must not begin to wait") }
        try await shop.close()
    }

    @Test func `a wait ends when its time is over, when it is given up, and when its task is cancelled`() async throws {
        let (shop, waits) = try await shop()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        let (timed, _) = try await begin(waits, id, millis: 5_000)
        let (left, giveUp) = try await begin(waits, id)
        let (cancelled, _) = try await begin(waits, id)
        #expect(waits.count == 3)
        giveUp()
        try await left.value
        cancelled.cancel()
        try await cancelled.value
        #expect(waits.count == 1)
        shop.time.advance(millis: 5_000)
        try await timed.value
        #expect(waits.count == 0)
        #expect(try shop.order(id).status == .pending)
        try await shop.close()
    }

    @Test func `stopping ends every wait, and nobody waits afterwards`() async throws {
        let (shop, waits) = try await shop()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        var tasks: [Task<Void, any Error>] = []
        for _ in 0..<20 { tasks.append(try await begin(waits, id).task) }
        try await shop.stopRunning()
        for task in tasks { try await task.value }
        try await waits.wait(for: id, millis: 30_000) { _ in Issue.record("it must not begin to wait") }
        #expect(waits.count == 0)
        try await shop.close()
    }

    @Test func `two hundred waiting at once are woken by their own orders`() async throws {
        let (shop, waits) = try await shop()
        try await withThrowingTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    let total: Int64? = number.isMultiple(of: 3) ? 1 : nil
                    let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")], total: total)).id
                    try await waits.wait(for: id, millis: 30_000)
                    #expect(try shop.order(id).status == (total == nil ? .shipped : .failed))
                }
            }
            try shop.startPipeline()
            try await group.waitForAll()
        }
        #expect(waits.count == 0)
        try await shop.close()
    }
}
