import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// Asking for payments and giving money back, by the commands the routes use.
@Suite(.timeLimit(.minutes(10))) struct PaymentTests {
    private static let admin = Actor(id: nil, role: .admin)
    private static let guest = Actor(id: nil, role: .user)

    /// An order of so many pencils at 4.50 in two lines and a rare vase at 99.99, on its way to the customer.
    private func shipped(_ shop: EngineHarness) async throws -> (order: Order, payment: Payment) {
        let lines = try [SampleShop.line("pencil", 3), SampleShop.line("rare", 1), SampleShop.line("pencil", 2)]
        let id = try await shop.place(SampleShop.draft(lines)).id
        let pipeline = try shop.startPipeline()
        try await shop.untilDrained(pipeline)
        let order = try shop.order(id)
        #expect(order.status == .shipped)
        return (order, try shop.engine.payment(#require(order.payment), for: Self.admin).payment)
    }

    private func refund(_ shop: EngineHarness, _ payment: PaymentID, _ share: RefundShare) async throws -> Refund {
        _ = try await shop.engine.refundPayment(payment, share, reason: "broken", by: Self.admin, idempotency: nil)
        return try #require(try shop.engine.payment(payment, for: Self.admin).payment.refunds.last)
    }

    // MARK: Asking

    @Test func `a hundred who pay at once make one payment, and later ones hear which`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline { Array($0.prefix(1)) }
        let order = try await shop.place(SampleShop.draft([SampleShop.line("mug")]))
        try await shop.untilDrained(pipeline)
        let wish = PaymentWish(order: order.id, amount: order.total)
        let outcomes = await withTaskGroup(of: EngineError?.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    do throws(EngineError) {
                        _ = try await shop.engine.requestPayment(wish, by: Self.guest, idempotency: nil)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [EngineError?]()) { $0.append($1) }
        }
        let id = try #require(try shop.order(order.id).payment)
        #expect(outcomes.count { $0 == nil } == 1)
        #expect(outcomes.count { $0 == .paymentInProgress(id) } == 99)
        try await shop.stopRunning()
        let whole = try shop.startPipeline()
        try await shop.untilDrained(whole)
        #expect(try shop.order(order.id).status == .shipped)
        await #expect(throws: EngineError.paymentSucceeded(id)) {
            try await shop.engine.requestPayment(wish, by: Self.guest, idempotency: nil)
        }
        #expect(try shop.eventTypes(of: order.id).count { $0 == "payment.completed" } == 1)
        try await shop.close()
    }

    @Test func `a payment takes its own card and must be of the order's total, once the order waits for it`()
        async throws
    {
        let shop = try await EngineHarness()
        let order = try await shop.place(SampleShop.draft([SampleShop.line("mug")]))
        func pay(_ minorUnits: Int64, by actor: Actor = Self.guest) async throws -> CommandAnswer {
            let amount = try #require(Money(minorUnits: minorUnits))
            let card = CardSummary(number: "4000 0000 0000 0002")
            let wish = PaymentWish(order: order.id, amount: amount, method: PaymentMethod("debit"), card: card)
            return try await shop.engine.requestPayment(wish, by: actor, idempotency: nil)
        }
        await #expect(throws: EngineError.rejected(.invalidTransition(from: .pending, to: .processing))) {
            try await pay(2_999)
        }
        let pipeline = try shop.startPipeline { Array($0.prefix(1)) }
        try await shop.untilDrained(pipeline)
        let wrong = try #require(Money(minorUnits: 2_998))
        await #expect(throws: EngineError.rejected(.paymentAmount(expected: order.total, given: wrong))) {
            try await pay(2_998)
        }
        await #expect(throws: EngineError.accessDenied) { try await pay(2_999, by: Self.admin) }
        await #expect(throws: EngineError.orderNotFound) {
            try await pay(2_999, by: Actor(id: UserID(high: 1, low: 2), role: .user))
        }
        #expect(try await pay(2_999).status == 201)
        try await shop.stopRunning()
        let whole = try shop.startPipeline()
        try await shop.untilDrained(whole)
        let failed = try shop.order(order.id)
        #expect(failed.status == .failed && failed.failure?.code == .paymentDeclined)
        let payment = try shop.engine.payment(#require(failed.payment), for: Self.guest).payment
        #expect(payment.method.text == "debit" && payment.card?.lastFour == "0002" && payment.status == .declined)
        await #expect(throws: EngineError.rejected(.invalidTransition(from: .failed, to: .processing))) {
            try await pay(2_999)
        }
        try await shop.close()
    }

    // MARK: Giving back

    @Test func `partial refunds add up to what was taken and no further`() async throws {
        let shop = try await EngineHarness()
        let (order, payment) = try await shipped(shop)
        let part = try #require(Money(minorUnits: 2_000))
        let first = try await refund(shop, payment.id, .amount(part))
        #expect(first.status == .succeeded && first.amount == part && first.lines.isEmpty)
        #expect(try shop.engine.payment(payment.id, for: Self.guest).payment.status == .partiallyRefunded)
        let left = try #require(Money(minorUnits: payment.amount.minorUnits - 2_000))
        await #expect(throws: EngineError.rejected(.refundTooLarge(left: left, asked: payment.amount))) {
            try await refund(shop, payment.id, .amount(payment.amount))
        }
        let rest = try await refund(shop, payment.id, .everything)
        #expect(rest.amount == left && rest.id != first.id)
        #expect(try shop.engine.refund(rest.id, for: Self.guest).refund == rest)
        #expect(throws: EngineError.refundNotFound) {
            try shop.engine.refund(rest.id, for: Actor(id: UserID(high: 1, low: 2), role: .user))
        }
        await #expect(throws: EngineError.rejected(.notRefundable(.refunded))) {
            try await refund(shop, payment.id, .everything)
        }
        #expect(try shop.order(order.id) == order)
        let again = try await shop.reopened()
        let stored = try again.engine.payment(payment.id, for: Self.admin).payment
        #expect(stored.refunds == [first, rest] && stored.status == .refunded)
        try await again.close()
    }

    @Test func `lines are refunded at their price, restocked once, and of none more than was ordered`() async throws {
        let shop = try await EngineHarness()
        let (order, payment) = try await shipped(shop)
        let (pencil, rare) = (order.items[0].product, order.items[1].product)
        let before = try shop.stock(of: "pencil").onHand
        let four = try await refund(
            shop,
            payment.id,
            .lines([RefundWish(.product(pencil), quantity: 4, isRestocked: true)])
        )
        #expect(four.amount.minorUnits == 1_800)
        #expect(four.lines.map(\.line) == [0, 2] && four.lines.map(\.quantity) == [3, 1])
        #expect(try shop.stock(of: "pencil").onHand == before + 4)
        await #expect(throws: EngineError.rejected(.refundQuantity(pencil, left: 1, asked: 2))) {
            try await refund(shop, payment.id, .lines([RefundWish(.product(pencil), quantity: 2)]))
        }
        let last = order.itemID(at: 2)
        let one = try await refund(shop, payment.id, .lines([RefundWish(.item(last), quantity: 1)]))
        #expect(one.amount.minorUnits == 450)
        #expect(try shop.stock(of: "pencil").onHand == before + 4)
        let unknown = try #require(ProductID("mug"))
        await #expect(throws: EngineError.rejected(.notInOrder(1))) {
            try await refund(
                shop,
                payment.id,
                .lines([RefundWish(.product(rare), quantity: 1), RefundWish(.product(unknown), quantity: 1)])
            )
        }
        let vase = try await refund(
            shop,
            payment.id,
            .lines([RefundWish(.product(rare), quantity: 1, isRestocked: true)])
        )
        #expect(vase.amount.minorUnits == 9_999)
        #expect(try shop.stock(of: "rare").onHand == 3)
        #expect(try shop.engine.payment(payment.id, for: Self.guest).payment.status == .refunded)
        try await shop.close()
    }

    @Test func `only an admin gives money back, and only of what has left`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline { Array($0.prefix(2)) }
        let id = try await shop.place(SampleShop.draft([SampleShop.line("mug")])).id
        try await shop.untilDrained(pipeline)
        let payment = try #require(try shop.order(id).payment)
        await #expect(throws: EngineError.accessDenied) {
            try await shop.engine.refundPayment(
                payment,
                .everything,
                reason: "r",
                by: Self.guest,
                idempotency: nil
            )
        }
        await #expect(throws: EngineError.rejected(.refundBeforeShipping(.paid))) {
            try await refund(shop, payment, .everything)
        }
        await #expect(throws: EngineError.paymentNotFound) {
            try await refund(shop, PaymentID(high: 1, low: 1), .everything)
        }
        _ = try await shop.engine.cancelOrder(id, reason: nil, as: .admin, idempotency: nil)
        let refunded = try shop.engine.payment(payment, for: Self.admin).payment
        #expect(refunded.status == .refunded && refunded.refunds.map(\.amount) == [refunded.amount])
        try await shop.close()
    }

    @Test func `a hundred refunds at once give back no more than was taken`() async throws {
        let shop = try await EngineHarness()
        let (_, payment) = try await shipped(shop)
        let part = try #require(Money(minorUnits: payment.amount.minorUnits / 10))
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    do {
                        _ = try await refund(shop, payment.id, .amount(part))
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(accepted == 10)
        try await shop.close()
    }

    @Test func `the same idempotency key gives money back once`() async throws {
        let shop = try await EngineHarness()
        let (_, payment) = try await shipped(shop)
        let key = RaceTests.request("refund", body: "{}")
        let part = try #require(Money(minorUnits: 100))
        var answers: [CommandAnswer] = []
        for _ in 0..<3 {
            answers.append(
                try await shop.engine.refundPayment(
                    payment.id,
                    .amount(part),
                    reason: "r",
                    by: Self.admin,
                    idempotency: key
                )
            )
        }
        #expect(answers.map(\.isReplay) == [false, true, true] && Set(answers.map(\.body)).count == 1)
        #expect(try shop.engine.payment(payment.id, for: Self.admin).payment.refundedAmount == part)
        try await shop.close()
    }

    // MARK: On disk

    @Test func `a payment is the fold of its events in the log`() async throws {
        let shop = try await EngineHarness()
        let (order, payment) = try await shipped(shop)
        _ = try await refund(
            shop,
            payment.id,
            .lines([RefundWish(.item(order.itemID(at: 0)), quantity: 2, isRestocked: true)])
        )
        _ = try await refund(shop, payment.id, .everything)
        var folded: Payment?
        for event in try shop.engine.events(of: order.id, for: .shop) {
            guard let known = try EventReader.paymentEvent(event.data) else { continue }
            if case .paymentRequested(let request) = known {
                folded = Payment(
                    id: request.payment,
                    order: request.order,
                    amount: request.amount,
                    currency: request.currency,
                    method: request.method,
                    card: request.card,
                    requestedAt: request.at
                )
            }
            folded?.apply(known)
            if case .paymentRefunded(let event) = known { #expect(event.total == folded?.refundedAmount) }
        }
        #expect(folded == (try shop.engine.payment(payment.id, for: Self.admin).payment))
        try await shop.close()
    }

    @Test func `a refunded payment of the first version reads as one with a whole refund`() throws {
        let amount = try #require(Money(minorUnits: 2_999))
        let at = Timestamp(millis: 1_772_366_400_000)
        let payment = Payment(
            id: PaymentID(high: 0x019F_0000_0000_7000, low: 0x8000_0000_0000_0001),
            order: OrderID(high: 2, low: 2),
            amount: amount,
            currency: .usd,
            method: try #require(PaymentMethod("card")),
            card: CardSummary(number: "4242424242424242"),
            status: .refunded,
            gatewayReference: "sim",
            requestedAt: at,
            settledAt: at
        )
        var writer = ByteWriter()
        payment.encode(into: &writer)
        // Version 1 ended before the gateway and the count of refunds, one byte each here.
        var reader = ByteReader(Array(writer.bytes.dropLast(2))[...])
        let read = try Payment(decoding: &reader, version: 1)
        #expect(read.status == .refunded && read.refundedAmount == amount && read.refundableAmount == .zero)
        #expect(read.refunds.map(\.id) == [RefundID(payment: payment.id, index: 0)])
        var again = ByteWriter()
        read.encode(into: &again)
        var second = ByteReader(Array(again.bytes)[...])
        #expect(try Payment(decoding: &second, version: 2) == read)
    }
}
