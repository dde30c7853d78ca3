import Commerce
import Engine
import TestSupport
import Testing

/// Calling an order off in every state, twice, by the wrong one, and in a race with the workers.
@Suite(.timeLimit(.minutes(2))) struct CancelTests {
    /// A state, and how many workers (validator, payment, inventory, fulfilment) lead an order there.
    struct Standing: Sendable, CustomTestStringConvertible {
        var status: OrderStatus
        var workers: Int
        var isPaid = false
        var testDescription: String { status.text }
    }

    static let cancellable = [
        Standing(status: .pending, workers: 0), Standing(status: .validated, workers: 1),
        Standing(status: .paid, workers: 2, isPaid: true), Standing(status: .fulfilled, workers: 3, isPaid: true),
    ]

    private func standing(_ shop: EngineHarness, _ workers: Int) async throws -> Order {
        let id = try await shop.place(SampleShop.draft([SampleShop.line("rare", 2)])).id
        let pipeline = try shop.startPipeline { Array($0.prefix(workers)) }
        try await shop.untilDrained(pipeline)
        try await shop.stopRunning()
        return try shop.order(id)
    }

    @Test(arguments: cancellable, [Initiator.customer, .admin])
    func `an order that has not left is cancelled, its stock and money go back once`(
        _ standing: Standing,
        by initiator: Initiator
    ) async throws {
        let shop = try await EngineHarness()
        let order = try await self.standing(shop, standing.workers)
        #expect(order.status == standing.status)
        let answer = try await shop.engine.cancelOrder(
            order.id,
            reason: "changed my mind",
            by: initiator,
            customer: initiator == .admin ? nil : SampleShop.guest,
            idempotency: nil
        )
        #expect(answer.status == 200)
        let cancelled = try shop.order(order.id)
        #expect(cancelled.status == .cancelled && cancelled.cancelReason == "changed my mind")
        #expect(cancelled.reservation == .released && cancelled.nextTimerDue == nil)
        let level = try shop.stock(of: "rare")
        #expect(level.onHand == 3 && level.reserved == 0)
        let types = try shop.eventTypes(of: order.id)
        #expect(types.count { $0 == "order.cancelled" } == 1)
        #expect(types.count { $0 == "payment.refunded" } == (standing.isPaid ? 1 : 0))
        await #expect(throws: EngineError.rejected(.notCancellable(.cancelled))) {
            try await shop.engine.cancelOrder(
                order.id,
                reason: nil,
                by: initiator,
                customer: nil,
                idempotency: nil
            )
        }
        let pipeline = try shop.startPipeline()
        try await shop.untilDrained(pipeline)
        #expect(try shop.order(order.id) == cancelled)
        #expect(try shop.eventTypes(of: order.id) == types)
        try await shop.close()
    }

    @Test func `a shipped order stays shipped`() async throws {
        let shop = try await EngineHarness()
        let order = try await standing(shop, 4)
        await #expect(throws: EngineError.rejected(.notCancellable(.shipped))) {
            try await shop.engine.cancelOrder(order.id, reason: nil, by: .admin, customer: nil, idempotency: nil)
        }
        #expect(try shop.order(order.id) == order)
        try await shop.close()
    }

    @Test func `somebody else's order is not found, and neither is one that does not exist`() async throws {
        let shop = try await EngineHarness()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        let other = CustomerID.guest("guest-2")
        await #expect(throws: EngineError.orderNotFound) {
            try await shop.engine.cancelOrder(id, reason: nil, by: .customer, customer: other, idempotency: nil)
        }
        await #expect(throws: EngineError.orderNotFound) {
            try await shop.engine.cancelOrder(
                OrderID(high: 0, low: 7),
                reason: nil,
                by: .admin,
                customer: nil,
                idempotency: nil
            )
        }
        #expect(throws: EngineError.orderNotFound) { try shop.engine.order(id, of: other) }
        #expect(throws: EngineError.orderNotFound) { try shop.engine.events(of: id, customer: other) }
        #expect(try shop.order(id).status == .pending)
        try await shop.close()
    }

    @Test func `a cancellation is replayed under its key`() async throws {
        let shop = try await EngineHarness()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        func cancel() async throws -> CommandAnswer {
            try await shop.engine.cancelOrder(
                id,
                reason: nil,
                by: .customer,
                customer: SampleShop.guest,
                idempotency: RaceTests.request("cancel", body: "")
            )
        }
        let first = try await cancel()
        let second = try await cancel()
        #expect(!first.isReplay && second.isReplay && first.body == second.body)
        try await shop.close()
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `cancellations in a race with the pipeline leave every order either cancelled or shipped`(
        seed: UInt64
    ) async throws {
        let shop = try await EngineHarness(seed: seed)
        let pipeline = try shop.startPipeline()
        let cancelled = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<150 {
                group.addTask {
                    let id = try await shop.place(SampleShop.draft([SampleShop.line("mug", 2)])).id
                    for _ in 0..<(id.low % 6) { try await shop.fence() }
                    do throws(EngineError) {
                        _ = try await shop.engine.cancelOrder(
                            id,
                            reason: nil,
                            by: .customer,
                            customer: SampleShop.guest,
                            idempotency: nil
                        )
                        return true
                    } catch {
                        #expect(error == .rejected(.notCancellable(.shipped)))
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        try await shop.untilDrained(pipeline)
        let totals = try shop.engine.orderTotals()
        #expect(totals[.cancelled] == UInt64(cancelled))
        #expect(totals[.shipped] == UInt64(150 - cancelled))
        #expect(try shop.stock(of: "mug").onHand == 1_000_000 - 2 * (150 - cancelled))
        try await shop.close()
    }
}
