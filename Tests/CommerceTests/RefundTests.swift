import Commerce
import Testing

/// What may be given back of a payment, and what becomes of it.
struct RefundTests {
    private func share(_ journey: Journey, _ share: RefundShare) throws -> Decision {
        try RefundPayment.decide(
            journey.order,
            payment: #require(journey.payment),
            share: share,
            reason: "r",
            stock: journey.stock,
            now: journey.now
        )
    }

    private func money(_ text: String) throws -> Money { try Money.parse(text) }

    @Test func `a refund's id is its payment's own with the next number`() throws {
        var journey = try Journey(to: .shipped)
        for index in 0..<3 {
            journey.take(try share(journey, .amount(money("1.00"))))
            #expect(journey.payment?.refunds.last?.id == RefundID(payment: Samples.paymentID, index: index))
        }
        let last = PaymentID(high: 1, low: .max)
        let wrapped = RefundID(payment: last, index: 0)
        #expect(wrapped.high == 1 && wrapped.low == 0xC000_0000_0000_0000)
    }

    @Test(arguments: [OrderStatus.shipped, .delivered])
    func `an order that has left keeps its status`(status: OrderStatus) throws {
        var journey = try Journey(to: status)
        let before = journey.order
        journey.take(try share(journey, .everything))
        #expect(journey.order == before && journey.payment?.status == .refunded)
        #expect(throws: OrderRejection.notRefundable(.refunded)) { try share(journey, .amount(money("0.01"))) }
    }

    @Test(arguments: [OrderStatus.pending, .validated, .processing, .paid, .fulfilled])
    func `an order that has not left is cancelled instead`(status: OrderStatus) throws {
        let journey = try Journey(to: status)
        guard journey.payment?.status == .succeeded else { return #expect(status.rawValue < OrderStatus.paid.rawValue) }
        #expect(throws: OrderRejection.refundBeforeShipping(status)) { try share(journey, .everything) }
    }

    @Test func `nothing is not an amount, and a payment without money has none to give`() throws {
        let journey = try Journey(to: .shipped)
        #expect(throws: OrderRejection.amount(.outOfRange)) { try share(journey, .amount(.zero)) }
        var declined = try Journey()
        try declined.validate()
        try declined.request()
        try declined.answer(.declined(.paymentDeclined, message: "no"))
        #expect(throws: OrderRejection.notRefundable(.declined)) { try share(declined, .everything) }
    }

    @Test func `goods are restocked once, also when the gateway refuses the money`() throws {
        var journey = try Journey(to: .fulfilled)
        try journey.ship()
        let pen = try Samples.product(Journey.pen)
        let two = RefundShare.lines([RefundWish(.product(pen), quantity: 2, isRestocked: true)])
        journey.take(try share(journey, two))
        #expect(journey.stock.map(\.onHand) == [10])
        #expect(journey.movements.suffix(1).map(\.kind) == [.returned])
        #expect(throws: OrderRejection.refundQuantity(pen, left: 0, asked: 2)) { try share(journey, two) }
    }

    @Test func `a refused refund gives its money free again and its goods stay in stock`() throws {
        var journey = try Journey()
        try journey.validate()
        try journey.request()
        let standing = try #require(journey.payment)
        journey.take(
            try RecordPayment.decide(
                journey.order,
                payment: standing,
                answer: .approved(reference: "ch"),
                from: .http,
                stock: [],
                now: journey.now
            )
        )
        try journey.fulfil()
        try journey.ship()
        let pen = try Samples.product(Journey.pen)
        let two = RefundShare.lines([RefundWish(.product(pen), quantity: 2, isRestocked: true)])
        journey.take(try share(journey, two))
        let refund = try #require(journey.payment?.refunds.last)
        #expect(refund.status == .pending && refund.settledAt == nil && journey.payment?.status == .refunded)
        func settle(_ outcome: RefundOutcome) throws {
            journey.take(
                try RecordRefund.decide(
                    journey.order,
                    payment: #require(journey.payment),
                    refund: refund.id,
                    outcome: outcome,
                    now: journey.now
                )
            )
        }
        try settle(.failed(message: "silence"))
        #expect(journey.payment?.refundableAmount == .zero)
        try settle(.declined(message: "no"))
        #expect(journey.payment?.status == .succeeded && journey.payment?.refundableAmount == standing.amount)
        #expect(throws: OrderRejection.alreadyApplied(.shipped)) { try settle(.succeeded(reference: nil)) }
        #expect(throws: OrderRejection.refundQuantity(pen, left: 0, asked: 2)) { try share(journey, two) }
        let moneyOnly = RefundShare.lines([RefundWish(.product(pen), quantity: 2)])
        journey.take(try share(journey, moneyOnly))
        #expect(journey.payment?.status == .refunded && journey.stock.map(\.onHand) == [10])
    }

    @Test func `what is left is given back once when a shipped order fails`() throws {
        var journey = try Journey(to: .shipped)
        journey.take(try share(journey, .amount(money("3.00"))))
        try journey.fail()
        #expect(try journey.payment?.refunds.map(\.amount) == [money("3.00"), money("6.00")])
        #expect(journey.payment?.status == .refunded)
        #expect(throws: OrderRejection.notRefundable(.refunded)) { try share(journey, .everything) }
    }
}
