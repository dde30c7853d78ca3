import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// Administrators' changes as commands: replay, versions, stock and money, timers.
@Suite(.timeLimit(.minutes(10))) struct ChangeOrderThroughEngineTests {
    private func shipped(_ shop: EngineHarness) async throws -> Order {
        let pipeline = try shop.startPipeline()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        try await shop.untilDrained(pipeline)
        try await shop.stopRunning()
        return try shop.order(id)
    }

    @Test func `a delivery and its note are answered, told and kept`() async throws {
        let shop = try await EngineHarness()
        let admin = try await shop.person("boss", role: .admin)
        let order = try await shipped(shop)
        let change = OrderChange(
            move: .delivered,
            note: OrderChange.Note(text: "at the door", isVisibleToCustomer: false)
        )
        let answer = try await shop.engine.changeOrder(order.id, change, as: admin, idempotency: nil)
        let delivered = try shop.order(order.id)
        #expect(answer.status == 200 && answer.version == delivered.version)
        #expect(answer.body == OrderJSON.render(delivered, for: .staff))
        #expect(delivered.version == order.version + 2 && delivered.deliveredAt == shop.time.now)
        #expect(delivered.notes.map(\.author) == [admin.id])
        #expect(try shop.eventTypes(of: order.id).suffix(2) == ["order.delivered", "order.updated"])
        let customer = Actor(id: order.customer.account, role: .user)
        let forCustomer = try shop.engine.events(of: order.id, for: customer).map(\.type)
        #expect(forCustomer.last == "order.delivered")
        #expect(!String(decoding: OrderJSON.render(delivered), as: UTF8.self).contains("at the door"))
        try await shop.close()
    }

    @Test func `a stale version is refused, and the version that is there accepted`() async throws {
        let shop = try await EngineHarness()
        let order = try await shipped(shop)
        func note(_ expected: ExpectedVersion?) async throws -> CommandAnswer {
            let note = OrderChange.Note(text: "n", isVisibleToCustomer: true)
            return try await shop.engine.addNote(note, to: order.id, as: .admin, expected: expected, idempotency: nil)
        }
        for stale in [ExpectedVersion.oneOf([order.version - 1]), .oneOf([])] {
            await #expect(throws: EngineError.versionConflict(current: order.version)) { try await note(stale) }
        }
        #expect(try shop.order(order.id) == order)
        #expect(try await note(.oneOf([1, order.version])).version == order.version + 1)
        #expect(try await note(.any).version == order.version + 2)
        #expect(try await note(nil).status == 201)
        await #expect(throws: EngineError.versionConflict(current: order.version + 3)) {
            try await shop.engine.cancelOrder(
                order.id,
                reason: nil,
                as: .admin,
                expected: .oneOf([1]),
                idempotency: nil
            )
        }
        try await shop.close()
    }

    @Test func `a change under a key is made once, also when its version is stale by then`() async throws {
        let shop = try await EngineHarness()
        let order = try await shipped(shop)
        func deliver(_ body: String = "{}") async throws -> CommandAnswer {
            try await shop.engine.changeOrder(
                order.id,
                OrderChange(move: .delivered),
                as: .admin,
                expected: .oneOf([order.version]),
                idempotency: RaceTests.request("deliver", body: body)
            )
        }
        let (first, second) = (try await deliver(), try await deliver())
        #expect(!first.isReplay && second.isReplay)
        #expect(first.body == second.body && first.sequence == second.sequence)
        await #expect(throws: EngineError.idempotencyKeyReused) { try await deliver("other") }
        #expect(try shop.eventTypes(of: order.id).count { $0 == "order.delivered" } == 1)
        try await shop.close()
    }

    @Test func `a change that changes nothing leaves no trace`() async throws {
        let shop = try await EngineHarness()
        let order = try await shipped(shop)
        let before = shop.engine.log.lastSequence
        let number = try #require(order.shipping).trackingNumber.text
        let change = OrderChange(parcel: OrderChange.Parcel(carrier: nil, tracking: number))
        let answer = try await shop.engine.changeOrder(order.id, change, as: .admin, idempotency: nil)
        #expect(answer.sequence == before && answer.version == order.version)
        #expect(shop.engine.log.lastSequence == before)
        #expect(try shop.order(order.id) == order)
        try await shop.close()
    }

    @Test func `customers and strangers are refused and leave nothing behind`() async throws {
        let shop = try await EngineHarness()
        let (ada, bob) = (try await shop.person(), try await shop.person("bob"))
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")], customer: ada.customer)).id
        let before = shop.engine.log.lastSequence
        let change = OrderChange(move: .failed(reason: "no"))
        await #expect(throws: EngineError.rejected(.adminOnly)) {
            try await shop.engine.changeOrder(id, change, as: ada, idempotency: nil)
        }
        await #expect(throws: EngineError.orderNotFound) {
            try await shop.engine.changeOrder(id, change, as: bob, idempotency: nil)
        }
        await #expect(throws: EngineError.orderNotFound) {
            try await shop.engine.changeOrder(OrderID(high: 0, low: 9), change, as: .admin, idempotency: nil)
        }
        await #expect(throws: EngineError.rejected(.adminCannotOrder)) {
            try await shop.engine.placeOrder(
                SampleShop.draft([SampleShop.line("mug")]),
                as: .admin,
                idempotency: nil
            )
        }
        #expect(shop.engine.log.lastSequence == before)
        try await shop.close()
    }

    @Test func `an order that was shipped by hand is not shipped again by the pipeline`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline { Array($0.prefix(3)) }
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        try await shop.untilDrained(pipeline)
        try await shop.stopRunning()
        #expect(try shop.order(id).status == .fulfilled)
        let change = OrderChange(move: .shipped(.fedEx, tracking: "757739827635"))
        _ = try await shop.engine.changeOrder(id, change, as: .admin, idempotency: nil)
        let shipped = try shop.order(id)
        let whole = try shop.startPipeline()
        try await shop.untilDrained(whole)
        #expect(try shop.order(id) == shipped)
        #expect(shipped.shipping?.trackingNumber.text == "757739827635")
        #expect(try shop.records(of: "dead_letter_queue").isEmpty)
        try await shop.close()
    }

    // MARK: - The simulated carrier

    @Test func `in a demonstration the carrier delivers after its time, once, also after a restart`() async throws {
        let policy = OrderPolicy(deliveryMillis: 5_000)
        let first = try await EngineHarness { $0.orders = policy }
        let orders = [try await shipped(first), try await shipped(first)]
        let due = first.time.now.adding(millis: 5_000)
        #expect(orders.allSatisfy { $0.deliveryDue == due })
        // One of them is delivered by hand before.
        _ = try await first.engine.changeOrder(
            orders[1].id,
            OrderChange(move: .delivered),
            as: .admin,
            idempotency: nil
        )
        let shop = try await first.reopened { $0.orders = policy }
        shop.time.set(due.adding(millis: -1))
        #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        shop.time.set(due)
        #expect(try await shop.engine.fireTimers(limit: 10) == 1)
        #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        let delivered = try shop.order(orders[0].id)
        #expect(delivered.status == .delivered && delivered.deliveredAt == due && delivered.deliveryDue == nil)
        let json = try JSONDocument(parsing: OrderJSON.render(delivered)).root
        #expect(json["shipping"]?["delivered_at"]?.string == due.text)
        for order in orders {
            #expect(try shop.eventTypes(of: order.id).count { $0 == "order.delivered" } == 1)
        }
        try await shop.close()
    }

    @Test func `without a demonstration nobody delivers by himself`() async throws {
        let shop = try await EngineHarness()
        let order = try await shipped(shop)
        #expect(order.deliveryDue == nil)
        shop.time.advance(millis: 86_400_000)
        #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        #expect(try shop.order(order.id) == order)
        try await shop.close()
    }
}
