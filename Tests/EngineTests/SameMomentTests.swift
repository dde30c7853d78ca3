import Commerce
import Engine
import TestSupport
import Testing

/// Everything that can end an order, at the same moment and in every order: goods and money are right each time.
@Suite(.timeLimit(.minutes(10))) struct SameMomentTests {
    enum Deed: CaseIterable, Sendable {
        /// The customer's side calls it off.
        case cancel
        /// An administrator gives it up.
        case fail
        /// Its order and payment timers, both due.
        case timers
        /// The gateway's answer comes.
        case answer
    }

    /// All orders of the four deeds.
    static let sequences: [[Deed]] = Deed.allCases.flatMap { first in
        Deed.allCases.filter { $0 != first }.flatMap { second in
            Deed.allCases.filter { $0 != first && $0 != second }.flatMap { third in
                Deed.allCases.filter { $0 != first && $0 != second && $0 != third }.map { [first, second, third, $0] }
            }
        }
    }

    /// A shop with one order of two mugs whose payment was asked for and not answered, and all its timers due.
    private struct Scene {
        let shop: EngineHarness
        let pipeline: Pipeline
        let barrier = CallBarrier()
        let id: OrderID

        init(isApproved: Bool) async throws {
            shop = try await EngineHarness()
            let barrier = barrier
            let gateway = ScriptedGateway(charge: { (payment, _) throws(GatewayTrouble) in
                try await barrier.pass()
                return isApproved
                    ? ScriptedGateway.approval(payment) : .declined(.paymentDeclined, message: "The card was declined.")
            })
            pipeline = try shop.startPipeline(asking: gateway)
            id = try await shop.place(SampleShop.draft([SampleShop.line("mug", 2)])).id
            try await shop.until { barrier.waitingCount == 1 }
            shop.time.advance(millis: 300_000)
        }

        /// Does a deed; one that comes too late is refused and changes nothing.
        func run(_ deed: Deed) async throws {
            do throws(EngineError) {
                switch deed {
                case .cancel: _ = try await shop.engine.cancelOrder(id, reason: nil, as: .admin, idempotency: nil)
                case .fail:
                    let change = OrderChange(move: .failed(reason: "given up"))
                    _ = try await shop.engine.changeOrder(id, change, as: .admin, idempotency: nil)
                case .timers: while try await shop.engine.fireTimers(limit: 1) == 1 {}
                case .answer: barrier.open()
                }
            } catch .rejected {
                #expect(deed == .cancel || deed == .fail)
            }
        }

        func payment() throws -> Payment {
            let payment = try #require(try shop.order(id).payment)
            return try shop.engine.payment(payment, for: .admin).payment
        }

        /// Waits for the answer to be recorded and all that follows from it, and looks at what is left.
        func expectRight(_ name: String) async throws {
            try await shop.until { try self.payment().status != .requested }
            try await shop.untilDrained(pipeline)
            let (order, payment) = (try shop.order(id), try self.payment())
            let level = try shop.stock(of: "mug")
            let events = try shop.eventTypes(of: id)
            #expect(level.reserved == 0, "\(name)")
            #expect(events.count { $0 == "payment.completed" || $0 == "payment.failed" } == 1, "\(name)")
            #expect(events.count { $0 == "payment.refunded" } <= 1, "\(name)")
            if order.status == .shipped {
                #expect(payment.status == .succeeded && level.onHand == 999_998, "\(name)")
            } else {
                #expect(order.status == .cancelled || order.status == .failed, "\(name)")
                // What was shipped before it was given up is gone; its money is not.
                let isGone = events.contains("order.shipped")
                #expect(level.onHand == (isGone ? 999_998 : 1_000_000), "\(name)")
                #expect(payment.status == .refunded || payment.status == .declined, "\(name)")
                #expect(events.count { $0 == "order.cancelled" || $0 == "order.failed" } == 1, "\(name)")
            }
            try await shop.close()
        }
    }

    @Test(arguments: sequences, [true, false])
    func `one after the other`(deeds: [Deed], isApproved: Bool) async throws {
        let scene = try await Scene(isApproved: isApproved)
        for deed in deeds {
            try await scene.run(deed)
            if deed == .answer { try await scene.shop.until { try scene.payment().status != .requested } }
        }
        try await scene.expectRight("\(deeds)")
    }

    @Test(arguments: 0..<10)
    func `all at once`(round: Int) async throws {
        let scene = try await Scene(isApproved: round % 2 == 0)
        try await withThrowingTaskGroup { group in
            for deed in Deed.allCases { group.addTask { try await scene.run(deed) } }
            try await group.waitForAll()
        }
        try await scene.expectRight("round \(round)")
    }
}
