import Commerce
import Engine
import TestSupport
import Testing

/// Calling an order off in every state, twice, by the wrong one, and in a race with the workers.
@Suite(.timeLimit(.minutes(10))) struct CancelTests {
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

    private func standing(
        _ shop: EngineHarness,
        _ workers: Int,
        customer: CustomerID = SampleShop.guest
    ) async throws -> Order {
        let id = try await shop.place(SampleShop.draft([SampleShop.line("rare", 2)], customer: customer)).id
        let pipeline = try shop.startPipeline { Array($0.prefix(workers)) }
        try await shop.untilDrained(pipeline)
        try await shop.stopRunning()
        return try shop.order(id)
    }

    @Test(arguments: cancellable, [Role.user, .admin, .system])
    func `an order that has not left is cancelled, its stock and money go back once`(
        _ standing: Standing,
        by role: Role
    ) async throws {
        let shop = try await EngineHarness()
        let ada = try await shop.person()
        let actor = role == .user ? ada : Actor(id: nil, role: role)
        let order = try await self.standing(shop, standing.workers, customer: ada.customer)
        #expect(order.status == standing.status)
        let answer = try await shop.engine.cancelOrder(
            order.id,
            reason: "changed my mind",
            as: actor,
            idempotency: nil
        )
        #expect(answer.status == 200)
        let json = try JSONDocument(parsing: answer.body).root
        #expect(json["cancelled_by"]?.string == ["customer", "admin", "system"][Int(role.rawValue)])
        let cancelled = try shop.order(order.id)
        #expect(cancelled.status == .cancelled && cancelled.cancelReason == "changed my mind")
        #expect(cancelled.reservation == .released && cancelled.nextTimerDue == nil)
        let level = try shop.stock(of: "rare")
        #expect(level.onHand == 3 && level.reserved == 0)
        let types = try shop.eventTypes(of: order.id)
        #expect(types.count { $0 == "order.cancelled" } == 1)
        #expect(types.count { $0 == "payment.refunded" } == (standing.isPaid ? 1 : 0))
        await #expect(throws: EngineError.rejected(.notCancellable(.cancelled))) {
            try await shop.engine.cancelOrder(order.id, reason: nil, as: actor, idempotency: nil)
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
            try await shop.engine.cancelOrder(order.id, reason: nil, as: .admin, idempotency: nil)
        }
        #expect(try shop.order(order.id) == order)
        try await shop.close()
    }

    @Test func `somebody else's order is not found, and neither is one that does not exist`() async throws {
        let shop = try await EngineHarness()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        let bob = try await shop.person("bob")
        for stranger in [bob, Actor(id: nil, role: .user)] {
            await #expect(throws: EngineError.orderNotFound) {
                try await shop.engine.cancelOrder(id, reason: nil, as: stranger, idempotency: nil)
            }
        }
        await #expect(throws: EngineError.orderNotFound) {
            try await shop.engine.cancelOrder(
                OrderID(high: 0, low: 7),
                reason: nil,
                as: .admin,
                idempotency: nil
            )
        }
        #expect(throws: EngineError.orderNotFound) { try shop.engine.order(id, for: bob) }
        #expect(throws: EngineError.orderNotFound) { try shop.engine.events(of: id, for: bob) }
        #expect(try shop.order(id).status == .pending)
        try await shop.close()
    }

    @Test func `a cancellation is replayed under its key`() async throws {
        let shop = try await EngineHarness()
        let ada = try await shop.person()
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")], customer: ada.customer)).id
        func cancel() async throws -> CommandAnswer {
            try await shop.engine.cancelOrder(
                id,
                reason: nil,
                as: ada,
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
        let ada = try await shop.person()
        let pipeline = try shop.startPipeline()
        let cancelled = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<150 {
                group.addTask {
                    let id = try await shop.place(SampleShop.draft([SampleShop.line("mug", 2)], customer: ada.customer))
                        .id
                    for _ in 0..<(id.low % 6) { try await shop.fence() }
                    do throws(EngineError) {
                        _ = try await shop.engine.cancelOrder(
                            id,
                            reason: nil,
                            as: ada,
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

    @Test(arguments: [UInt64(4), 5])
    func `customer, administrators and pipeline at once give everything back exactly once`(seed: UInt64) async throws {
        let shop = try await EngineHarness(seed: seed)
        let ada = try await shop.person()
        let pipeline = try shop.startPipeline()
        let ids = try await withThrowingTaskGroup(of: OrderID.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    let id = try await shop.place(
                        SampleShop.draft([SampleShop.line("mug", 2)], customer: ada.customer)
                    ).id
                    for _ in 0..<(id.low % 6) { try await shop.fence() }
                    await withTaskGroup { racers in
                        for actor in [ada, .admin, ada, .admin] {
                            racers.addTask { await Self.cancelOrFail(shop, id, as: actor) }
                        }
                    }
                    return id
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try await shop.untilDrained(pipeline)
        var shipped = 0
        for id in ids {
            let (order, types) = (try shop.order(id), try shop.eventTypes(of: id))
            #expect(
                types.count { $0 == "order.cancelled" || $0 == "order.failed" } == (order.status == .shipped ? 0 : 1)
            )
            let taken = types.count { $0 == "payment.completed" }
            let givenBack = types.count { $0 == "payment.refunded" }
            if order.status == .shipped { shipped += 1 }
            #expect(givenBack == (order.status == .shipped ? 0 : taken))
        }
        #expect(try shop.stock(of: "mug").onHand == 1_000_000 - 2 * shipped)
        #expect(try shop.stock(of: "mug").reserved == 0)
        try await shop.close()
    }

    /// Tries to end an order; whoever comes too late is told so.
    private static func cancelOrFail(_ shop: EngineHarness, _ id: OrderID, as actor: Actor) async {
        do throws(EngineError) {
            if actor.isAdmin {
                // A shipped order may still fail; this race is about those that have not left.
                let order = try shop.order(id)
                guard !order.status.isSettled else { return }
                _ = try await shop.engine.changeOrder(
                    id,
                    OrderChange(move: .failed(reason: "lost")),
                    as: actor,
                    expected: .oneOf([order.version]),
                    idempotency: nil
                )
            } else {
                _ = try await shop.engine.cancelOrder(id, reason: nil, as: actor, idempotency: nil)
            }
        } catch {
            switch error {
            case .rejected(.notCancellable), .rejected(.changeNotAllowed), .versionConflict: break
            default: Issue.record("\(error)")
            }
        }
    }
}
