import Commerce
import Engine
import EventLog
import Storage
import Synchronization
import TestSupport
import Testing

/// Payments and refunds asked for outside, between two transactions: slow, silent, refusing, and over a restart.
@Suite(.timeLimit(.minutes(10))) struct GatewayCallerTests {
    private func payment(_ shop: EngineHarness, of order: OrderID) throws -> Payment {
        let id = try #require(try shop.order(order).payment)
        return try shop.engine.payment(id, for: Self.admin).payment
    }

    private func mug(_ shop: EngineHarness) async throws -> OrderID {
        try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
    }

    private static let admin = Actor(id: nil, role: .admin)

    /// A gateway that answers nothing for so many attempts.
    private func silent(for attempts: Int) -> ScriptedGateway.Charge {
        { (payment, attempt) throws(GatewayTrouble) in
            if attempt <= attempts { throw GatewayTrouble("silence") }
            return ScriptedGateway.approval(payment)
        }
    }

    /// Waits until somebody sleeps until a later time, and turns the clock there; answers how long that was.
    private func turnToNextWake(_ shop: EngineHarness) async -> Int64 {
        let start = shop.time.now
        let wake = await shop.time.nextWake()
        shop.time.set(wake)
        return wake.millis(since: start)
    }

    @Test func `an approved payment is asked for once and its order is shipped`() async throws {
        let shop = try await EngineHarness()
        let gateway = ScriptedGateway()
        let pipeline = try shop.startPipeline(asking: gateway)
        var ids: [OrderID] = []
        for _ in 0..<40 { ids.append(try await mug(shop)) }
        try await shop.until { try shop.engine.orderTotals()[.shipped] == 40 }
        try await shop.untilDrained(pipeline)
        #expect(gateway.charges.count == 40 && gateway.charges.values.allSatisfy { $0 == 1 })
        for id in ids {
            let payment = try self.payment(shop, of: id)
            #expect(payment.status == .succeeded && payment.gateway == .http)
            #expect(payment.gatewayReference == "paid-\(payment.id)")
            #expect(try shop.eventTypes(of: id).count == 7)
        }
        // Counted behind the commit.
        try await shop.until { pipeline.counts[GroupName("payment-processor-group")]?.handled == 80 }
        try await shop.close()
    }

    @Test func `a declined payment fails its order and gives the stock back`() async throws {
        let shop = try await EngineHarness()
        let gateway = ScriptedGateway(charge: { (_, _) throws(GatewayTrouble) in
            .declined(.insufficientFunds, message: "Nothing left.")
        })
        let pipeline = try shop.startPipeline(asking: gateway)
        let id = try await shop.place(SampleShop.draft([SampleShop.line("rare")])).id
        try await shop.until { try shop.order(id).status == .failed }
        try await shop.untilDrained(pipeline)
        #expect(try shop.order(id).failure?.code == .insufficientFunds)
        #expect(try shop.stock(of: "rare").reserved == 0)
        try await shop.close()
    }

    @Test func `a payment that hangs holds up no other within the window`() async throws {
        let shop = try await EngineHarness()
        let barrier = CallBarrier()
        let slow = Mutex<PaymentID?>(nil)
        let gateway = ScriptedGateway(charge: { (payment, _) throws(GatewayTrouble) in
            let isSlow = slow.withLock { slow in
                if slow == nil { slow = payment.id }
                return slow == payment.id
            }
            if isSlow { try await barrier.pass() }
            return ScriptedGateway.approval(payment)
        })
        let pipeline = try shop.startPipeline(asking: gateway, window: 2)
        let first = try await mug(shop)
        try await shop.until { barrier.waitingCount == 1 }
        for _ in 0..<30 { _ = try await mug(shop) }
        try await shop.until { try shop.engine.orderTotals()[.shipped] == 30 }
        #expect(try shop.order(first).status == .processing)
        let lag = try pipeline.progress().first { $0.partition.topic.text == "payment_requested" }?.lag
        #expect(lag == 31)
        barrier.open()
        try await shop.untilDrained(pipeline)
        #expect(try shop.order(first).status == .shipped)
        #expect(gateway.charges.values.allSatisfy { $0 == 1 })
        try await shop.close()
    }

    @Test func `no more calls are under way than the window has room for`() async throws {
        let shop = try await EngineHarness()
        let barrier = CallBarrier()
        let gateway = ScriptedGateway(charge: { (payment, _) throws(GatewayTrouble) in
            try await barrier.pass()
            return ScriptedGateway.approval(payment)
        })
        let pipeline = try shop.startPipeline(asking: gateway, window: 3)
        for _ in 0..<10 { _ = try await mug(shop) }
        try await shop.until { try shop.engine.orderTotals()[.processing] == 10 && barrier.waitingCount == 3 }
        try await shop.fence()
        #expect(barrier.waitingCount == 3)
        barrier.open()
        try await shop.untilDrained(pipeline)
        try await shop.until { try shop.engine.orderTotals()[.shipped] == 10 }
        try await shop.close()
    }

    @Test func `a gateway that does not answer is asked again after 1, 2 and 4 seconds`() async throws {
        let shop = try await EngineHarness()
        let gateway = ScriptedGateway(charge: silent(for: 3))
        let pipeline = try shop.startPipeline(asking: gateway)
        let id = try await mug(shop)
        for expected in [1_000...1_100, 2_000...2_200, 4_000...4_400] as [ClosedRange<Int64>] {
            #expect(expected.contains(await turnToNextWake(shop)))
        }
        try await shop.until { try shop.order(id).status == .shipped }
        try await shop.untilDrained(pipeline)
        #expect(gateway.charges.values.allSatisfy { $0 == 4 })
        #expect(try shop.records(of: Topics.deadLetters).isEmpty)
        try await shop.close()
    }

    @Test func `the gateway's wish for a pause is granted up to a minute`() async throws {
        let shop = try await EngineHarness()
        let gateway = ScriptedGateway(charge: { (payment, attempt) throws(GatewayTrouble) in
            switch attempt {
            case 1: throw GatewayTrouble("busy", retryAfterMillis: 20_000)
            case 2: throw GatewayTrouble("busy", retryAfterMillis: 86_400_000)
            default: return ScriptedGateway.approval(payment)
            }
        })
        let pipeline = try shop.startPipeline(asking: gateway)
        let id = try await mug(shop)
        #expect(await turnToNextWake(shop) == 20_000)
        #expect(await turnToNextWake(shop) == 60_000)
        try await shop.until { try shop.order(id).status == .shipped }
        try await shop.untilDrained(pipeline)
        try await shop.close()
    }

    @Test func `a payment that nobody answers becomes a dead letter and its order fails in time`() async throws {
        let shop = try await EngineHarness()
        let poisoned = Mutex<PaymentID?>(nil)
        let gateway = ScriptedGateway(charge: { (payment, _) throws(GatewayTrouble) in
            let isPoisoned = poisoned.withLock { poisoned in
                if poisoned == nil { poisoned = payment.id }
                return poisoned == payment.id
            }
            if isPoisoned { throw GatewayTrouble("the gateway answered 500") }
            return ScriptedGateway.approval(payment)
        })
        let pipeline = try shop.startPipeline(asking: gateway)
        let id = try await mug(shop)
        let start = shop.time.now
        for _ in 0..<3 { _ = await turnToNextWake(shop) }
        try await shop.until { try !shop.records(of: Topics.deadLetters).isEmpty }
        try await shop.untilDrained(pipeline)
        let letter = try #require(try shop.records(of: Topics.deadLetters).first).record
        #expect(letter.key.map(Array.init) == id.utf8)
        func header(_ name: String) throws -> String? {
            try letter.header(name).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(try header("x-original-topic") == "payment_requested")
        #expect(try header("x-group") == "payment-processor-group")
        #expect(try header("x-error") == "the gateway answered 500")
        #expect(try header("x-attempts") == "4")
        #expect(try header("x-first-failed-at") == start.text)
        let other = try await mug(shop)
        try await shop.until { try shop.order(other).status == .shipped }
        #expect(try shop.order(id).status == .processing)
        shop.time.advance(millis: 60_000)
        #expect(try await shop.engine.fireTimers(limit: 10) == 1)
        #expect(try shop.order(id).failure?.code == .processingTimeout)
        #expect(try self.payment(shop, of: id).status == .requested)
        try await shop.close()
    }

    @Test func `after a stop in the middle of calls each is made again, and no answered one`() async throws {
        let first = try await EngineHarness()
        let barrier = CallBarrier()
        let before = ScriptedGateway(charge: { (payment, _) throws(GatewayTrouble) in
            if payment.amount == Money(minorUnits: 450) { try await barrier.pass() }
            return ScriptedGateway.approval(payment)
        })
        try first.startPipeline(asking: before)
        var (slow, quick): ([OrderID], [OrderID]) = ([], [])
        for _ in 0..<8 {
            slow.append(try await first.place(SampleShop.draft([SampleShop.line("pencil")])).id)
            quick.append(try await mug(first))
        }
        try await first.until { try first.engine.orderTotals()[.shipped] == 8 && barrier.waitingCount == 8 }
        let shop = try await first.reopened()
        let after = ScriptedGateway()
        let pipeline = try shop.startPipeline(asking: after)
        try await shop.until { try shop.engine.orderTotals()[.shipped] == 16 }
        try await shop.untilDrained(pipeline)
        #expect(Set(after.charges.keys) == Set(try slow.map { try self.payment(shop, of: $0).id }))
        #expect(after.charges.values.allSatisfy { $0 == 1 })
        #expect(before.charges.values.allSatisfy { $0 == 1 })
        try await shop.close()
    }

    @Test func `money that is taken after the order was cancelled goes back through the gateway`() async throws {
        let shop = try await EngineHarness()
        let barrier = CallBarrier()
        let gateway = ScriptedGateway(charge: { (payment, _) throws(GatewayTrouble) in
            try await barrier.pass()
            return ScriptedGateway.approval(payment)
        })
        let pipeline = try shop.startPipeline(asking: gateway)
        let id = try await mug(shop)
        try await shop.until { barrier.waitingCount == 1 }
        _ = try await shop.engine.cancelOrder(id, reason: nil, as: .admin, idempotency: nil)
        barrier.open()
        try await shop.until { try self.payment(shop, of: id).refunds.first?.status == .succeeded }
        try await shop.untilDrained(pipeline)
        let payment = try self.payment(shop, of: id)
        #expect(payment.status == .refunded && payment.refunds.count == 1)
        #expect(payment.refunds.first?.gatewayReference == "back-\(payment.refunds[0].id)")
        #expect(gateway.refunds == [payment.refunds[0].id: 1])
        #expect(
            try shop.eventTypes(of: id).suffix(4) == [
                "order.cancelled", "payment.completed", "payment.refunded", "payment.refund_settled",
            ]
        )
        try await shop.close()
    }

    @Test func `a refund that nobody answers has failed and is a dead letter, one that is declined may be repeated`()
        async throws
    {
        let shop = try await EngineHarness { $0.maxRetries = 0 }
        let gateway = ScriptedGateway(refund: { (refund, _) throws(GatewayTrouble) in
            if refund.reason == "silence" { throw GatewayTrouble("no answer") }
            return refund.reason == "refusal" ? .declined(message: "Not today.") : .succeeded(reference: nil)
        })
        let pipeline = try shop.startPipeline(asking: gateway)
        let id = try await mug(shop)
        try await shop.until { try shop.order(id).status == .shipped }
        let payment = try self.payment(shop, of: id)
        func refund(_ minorUnits: Int64, _ reason: String) async throws -> Refund? {
            let amount = try #require(Money(minorUnits: minorUnits))
            let answer = try await shop.engine.refundPayment(
                payment.id,
                .amount(amount),
                reason: reason,
                by: Self.admin,
                idempotency: nil
            )
            #expect(answer.status == 201)
            #expect(try JSONDocument(parsing: answer.body).root["status"]?.string == "pending")
            try await shop.until { try self.payment(shop, of: id).refunds.last?.status != .pending }
            return try self.payment(shop, of: id).refunds.last
        }
        let refused = try await refund(2_999, "refusal")
        #expect(refused?.status == .declined && refused?.message == "Not today.")
        #expect(try self.payment(shop, of: id).status == .succeeded)
        #expect(try await refund(999, "silence")?.status == .failed)
        #expect(try self.payment(shop, of: id).status == .partiallyRefunded)
        #expect(try await refund(2_000, "fine")?.status == .succeeded)
        #expect(try self.payment(shop, of: id).status == .refunded)
        let letters = try shop.records(of: Topics.deadLetters)
        #expect(letters.count == 1)
        #expect(try letters.first?.record.header("x-group") == Array("refund-group".utf8))
        try await shop.untilDrained(pipeline)
        try await shop.close()
    }

    @Test func `a record that is no payment is put aside and the payments behind it are asked for`() async throws {
        let shop = try await EngineHarness { $0.maxRetries = 0 }
        for name in ["payment_requested", "payment_refunded"] {
            let topic = try shop.engine.log.topic(name)
            let foreign = Record(key: Array("what".utf8), value: nil, timestampMillis: shop.time.now.millis)
            try await shop.engine.writer.submit { transaction throws(StorageError) in
                _ = shop.engine.log.append(foreign, to: topic, in: transaction)
            }
        }
        let pipeline = try shop.startPipeline(asking: ScriptedGateway())
        for _ in 0..<5 { _ = try await mug(shop) }
        try await shop.until { try shop.engine.orderTotals()[.shipped] == 5 }
        try await shop.untilDrained(pipeline)
        #expect(try shop.records(of: Topics.deadLetters).count == 2)
        let findings = try await shop.closeAndCheck()
        #expect(findings.lines.allSatisfy { $0.contains("not an event of an order") })
    }

    @Test func `an order that costs nothing is paid without asking`() async throws {
        let shop = try await EngineHarness(
            catalogue: SampleShop.catalogue + "gift,TP-GIFT,Gift,Free,0.00,USD,Home,10,0\n"
        )
        let gateway = ScriptedGateway()
        let pipeline = try shop.startPipeline(asking: gateway)
        let id = try await shop.place(SampleShop.draft([SampleShop.line("gift", price: 0)])).id
        try await shop.until { try shop.order(id).status == .shipped }
        try await shop.untilDrained(pipeline)
        #expect(gateway.charges.isEmpty)
        try await shop.close()
    }
}
