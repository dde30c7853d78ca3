import Commerce
import Testing

struct OrderJourneyTests {
    @Test func `an order goes its way to delivered, and its events tell all of it`() throws {
        let journey = try Journey(to: .delivered)
        #expect(
            journey.types == [
                "order.created", "inventory.reserved", "order.validated", "payment.requested", "payment.completed",
                "order.payment_processed", "order.fulfilled", "inventory.updated", "order.shipped", "order.delivered",
            ]
        )
        let order = journey.order
        #expect(order.status == .delivered)
        #expect(order.version == 7)
        #expect(order.reservation == .committed)
        #expect(order.payment == journey.payment?.id)
        #expect(order.nextTimerDue == nil)
        #expect(order.createdAt == Samples.start)
        #expect(order.updatedAt == journey.events.last?.at)
        #expect(order.shipping?.estimatedDelivery == "2026-02-25")
        #expect(journey.payment?.status == .succeeded)
        #expect(journey.payment?.gatewayReference == "ref")
        #expect(journey.movements.map(\.kind) == [.reserved, .committed])
        #expect(journey.stock.map(\.onHand) == [8])
        #expect(journey.stock.map(\.reserved) == [0])
        #expect(Order.folding(journey.events) == order)
    }

    @Test func `timers run from placing to shipping and from asking to the answer`() throws {
        var journey = try Journey()
        #expect(journey.order.orderTimerDue == Samples.start.adding(millis: 300_000))
        #expect(journey.order.paymentTimerDue == nil)
        try journey.validate()
        let asked = journey.now
        try journey.request()
        #expect(journey.order.paymentTimerDue == asked.adding(millis: 60_000))
        #expect(journey.order.nextTimerDue == asked.adding(millis: 60_000))
        try journey.answer(.approved(reference: "r"))
        #expect(journey.order.paymentTimerDue == nil)
        try journey.fulfil()
        #expect(journey.order.orderTimerDue != nil)
        try journey.ship()
        #expect(journey.order.nextTimerDue == nil)
    }

    @Test func `stock is checked as the sum over all lines of a product`() throws {
        let items = try [Samples.item("rare", 2, "99.99"), Samples.item("rare", 2, "99.99")]
        let stock = [try Samples.level("rare", 3)]
        let decision = try Samples.place(Samples.draft(items), stock: stock)
        #expect(decision.order.reservation == .none)
        #expect(decision.movements.isEmpty)
        #expect(decision.levels.isEmpty)
        #expect(decision.events.map(\.typeName) == ["order.created"])
        let shortage = Shortage(product: try Samples.product("rare"), requested: 4, available: 3)
        #expect(throws: OrderRejection.insufficientStock([shortage])) {
            try Samples.place(Samples.draft(items), stock: stock, policy: OrderPolicy(stock: .reject))
        }
    }

    @Test func `one short product leaves the others unreserved`() throws {
        let items = try [Samples.item("pen", 1, "4.50"), Samples.item("rare", 4, "99.99")]
        let stock = try [Samples.level("pen", 10), Samples.level("rare", 3)]
        let decision = try Samples.place(Samples.draft(items), stock: stock)
        #expect(decision.order.reservation == .none)
        #expect(decision.movements.isEmpty)
    }

    @Test func `a rejecting price policy refuses at once what the validator would fail`() throws {
        let policy = OrderPolicy(pricing: .reject)
        let items = [try Samples.item("pen", 2, "4.50")]
        let stock = [try Samples.level("pen", 10)]
        let products = [try Samples.catalogue("pen", "4.50")]
        #expect(
            try Samples.place(Samples.draft(items), stock: stock, products: products, policy: policy).order.status
                == .pending
        )
        let sum = PriceMismatch(product: nil, expected: try Money.parse("9"), given: try Money.parse("8"))
        #expect(throws: OrderRejection.priceMismatch(sum)) {
            try Samples.place(Samples.draft(items, total: "8"), stock: stock, products: products, policy: policy)
        }
        let pen = try Samples.product("pen")
        let price = PriceMismatch(product: pen, expected: try Money.parse("5"), given: try Money.parse("4.5"))
        #expect(throws: OrderRejection.priceMismatch(price)) {
            try Samples.place(
                Samples.draft(items),
                stock: stock,
                products: [Samples.catalogue("pen", "5")],
                policy: policy
            )
        }
        #expect(throws: OrderRejection.unknownProduct(pen)) {
            try Samples.place(Samples.draft(items), stock: stock, products: [], policy: policy)
        }
    }

    @Test func `the shape of an order is limited`() throws {
        let line = try Samples.item("pen", 1, "1")
        #expect(throws: OrderRejection.noItems) { try Samples.place(Samples.draft([]), stock: []) }
        #expect(throws: OrderRejection.tooManyItems(101)) {
            try Samples.place(Samples.draft(Array(repeating: line, count: 101)), stock: [])
        }
        let fullest = try Samples.draft(Array(repeating: line, count: 100))
        #expect(try Samples.place(fullest, stock: []).order.items.count == 100)
        let method = try #require(PaymentMethod("card"))
        func draft(metadataBytes: Int) -> OrderDraft {
            OrderDraft(
                customer: .guest("g"),
                items: [line],
                total: line.totalPrice,
                paymentMethod: method,
                metadata: String(repeating: " ", count: metadataBytes)
            )
        }
        #expect(try Samples.place(draft(metadataBytes: 8192), stock: []).order.metadata.utf8.count == 8192)
        #expect(throws: OrderRejection.metadataTooLarge(8193)) {
            try Samples.place(draft(metadataBytes: 8193), stock: [])
        }
    }

    // MARK: - Validation

    @Test func `validation reserves what has become available since`() throws {
        var journey = try Journey(onHand: 1)
        #expect(journey.order.reservation == .none)
        journey.setStock([try Samples.level(Journey.pen, 5)])
        try journey.validate()
        #expect(journey.order.status == .validated)
        #expect(journey.order.reservation == .held)
        #expect(journey.stock.map(\.reserved) == [2])
        #expect(Order.folding(journey.events) == journey.order)
    }

    @Test func `an order that wants more than there is fails without moving stock`() throws {
        var journey = try Journey(onHand: 1)
        try journey.validate()
        #expect(journey.order.failure?.code == .insufficientStock)
        #expect(journey.order.failure?.stage == .validation)
        #expect(journey.order.reservation == .none)
        #expect(journey.movements.isEmpty)
    }

    @Test func `a wrong price or customer fails the order and releases its goods`() throws {
        var wrongPrice = try Journey()
        try wrongPrice.validate(price: "4.51")
        #expect(wrongPrice.order.failure?.code == .priceMismatch)
        #expect(wrongPrice.order.failure?.message == "pen costs 4.51 and the order says 4.50.")
        #expect(wrongPrice.order.reservation == .released)
        #expect(wrongPrice.stock.map(\.reserved) == [0])
        #expect(wrongPrice.types.suffix(2) == ["order.failed", "inventory.released"])
        var wrongCustomer = try Journey()
        try wrongCustomer.validate(isCustomerActive: false)
        #expect(wrongCustomer.order.failure?.code == .customerInvalid)
        guard case .orderFailed(let event)? = wrongCustomer.events.first(where: { $0.resultingStatus == .failed })
        else {
            Issue.record("a failed order says so")
            return
        }
        #expect(event.result == ValidationResult(inventoryCheck: true, pricingCheck: true, customerCheck: false))
        #expect(event.previousStatus == .pending)
    }

    @Test func `products that are unknown or no longer sold fail the order`() throws {
        let journey = try Journey()
        for products in [[], [try Samples.catalogue(Journey.pen, "4.50", isActive: false)]] {
            let decision = try ValidateOrder.decide(
                journey.order,
                products: products,
                stock: journey.stock,
                isCustomerActive: true,
                now: journey.now
            )
            #expect(decision.order.failure?.code == .productUnknown)
            #expect(decision.movements.map(\.kind) == [.released])
        }
    }

    @Test func `a total that is not the sum fails the order, and so does a sum beyond any amount`() throws {
        let products = try [Samples.catalogue("a", "99999999.99"), Samples.catalogue("b", "99999999.99")]
        let stock = try [Samples.level("a", 9), Samples.level("b", 9)]
        let items = try [Samples.item("a", 1, "99999999.99"), Samples.item("b", 1, "99999999.99")]
        let draft = OrderDraft(
            customer: .guest("g"),
            items: items,
            total: .maximum,
            paymentMethod: try #require(PaymentMethod("card"))
        )
        let order = try Samples.place(draft, stock: stock).order
        let decision = try ValidateOrder.decide(
            order,
            products: products,
            stock: stock.map { try $0.applying(reserve($0)) },
            isCustomerActive: true,
            now: Samples.start
        )
        #expect(decision.order.failure?.code == .priceMismatch)
    }

    private func reserve(_ level: StockLevel) throws -> StockMovement {
        StockMovement(kind: .reserved, product: level.product, quantity: 1, at: Samples.start)
    }

    // MARK: - Payment

    @Test func `a paid order cannot be paid twice`() throws {
        for status in [OrderStatus.paid, .fulfilled, .shipped, .delivered] {
            var journey = try Journey(to: status)
            #expect(throws: OrderRejection.alreadyPaid) { try journey.request(id: PaymentID(high: 9, low: 9)) }
            #expect(throws: OrderRejection.alreadyApplied(status)) {
                try journey.answer(.approved(reference: "twice"))
            }
        }
        var asking = try Journey(to: .processing)
        #expect(throws: OrderRejection.alreadyApplied(.processing)) {
            try asking.request(id: PaymentID(high: 9, low: 9))
        }
    }

    @Test func `a payment of another amount or another order is refused`() throws {
        let journey = try Journey(to: .validated)
        let cent = try Money.parse("0.01")
        #expect(throws: OrderRejection.paymentAmount(expected: journey.order.total, given: cent)) {
            try RequestPayment.decide(
                journey.order,
                id: Samples.paymentID,
                amount: cent,
                policy: .standard,
                now: journey.now
            )
        }
        let asked = try Journey(to: .processing)
        let foreign = Payment(
            id: PaymentID(high: 1, low: 1),
            order: asked.order.id,
            amount: asked.order.total,
            currency: .usd,
            method: asked.order.paymentMethod,
            requestedAt: asked.now
        )
        #expect(throws: OrderRejection.paymentMismatch) {
            try RecordPayment.decide(
                asked.order,
                payment: foreign,
                answer: .approved(reference: "r"),
                stock: asked.stock,
                now: asked.now
            )
        }
    }

    @Test func `a declined payment fails the order and releases its goods`() throws {
        var journey = try Journey(to: .processing)
        try journey.answer(.declined(.insufficientFunds, message: "no funds"))
        #expect(journey.order.status == .failed)
        #expect(journey.order.failure?.code == .insufficientFunds)
        #expect(journey.order.failure?.stage == .payment)
        #expect(journey.payment?.status == .declined)
        #expect(journey.payment?.declineCode == .insufficientFunds)
        #expect(journey.stock.map(\.available) == [10])
        #expect(journey.types.suffix(3) == ["payment.failed", "order.failed", "inventory.released"])
        let (failed, payment) = (journey.order, journey.payment)
        for again in [GatewayAnswer.approved(reference: "r"), .declined(.paymentDeclined, message: "no")] {
            #expect(throws: OrderRejection.alreadyApplied(.failed)) { try journey.answer(again) }
        }
        #expect(journey.order == failed)
        #expect(journey.payment == payment)
    }

    @Test(arguments: ["cancel", "expire"])
    func `money taken for an order closed meanwhile is given back`(how: String) throws {
        var journey = try Journey(to: .processing)
        if how == "cancel" {
            try journey.cancel()
        } else {
            journey.now = try #require(journey.order.paymentTimerDue)
            try journey.expire()
        }
        #expect(journey.payment?.status == .requested)
        let closed = journey.order
        try journey.answer(.approved(reference: "late"))
        #expect(journey.payment?.status == .refunded)
        #expect(journey.order == closed)
        #expect(journey.types.suffix(2) == ["payment.completed", "payment.refunded"])
        #expect(throws: OrderRejection.alreadyApplied(closed.status)) {
            try journey.answer(.approved(reference: "again"))
        }
        #expect(Order.folding(journey.events) == closed)
    }

    @Test func `a refusal for an order closed meanwhile is only noted`() throws {
        var journey = try Journey(to: .processing)
        try journey.cancel()
        let closed = journey.order
        try journey.answer(.declined(.paymentDeclined, message: "no"))
        #expect(journey.payment?.status == .declined)
        #expect(journey.order == closed)
    }

    @Test(arguments: [
        ("4000000000000002", "10", FailureCode.paymentDeclined), ("4000000000009995", "10", .insufficientFunds),
        ("4242424242424242", "500000.01", .paymentAmountLimit), ("4242424242424242", "500000", nil),
        ("5555555555550002", "10", nil),
    ])
    func `the simulated gateway decides by card and amount`(number: String, amount: String, code: FailureCode?) throws {
        let card = try #require(CardSummary(number: number))
        let money = try Money.parse(amount)
        for answer in [
            SimulatedGateway.decide(amount: money, card: card),
            SimulatedGateway.decide(payment: Samples.paymentID, amount: money, card: card),
        ] {
            switch answer {
            case .approved(let reference):
                #expect(code == nil)
                #expect(!reference.isEmpty)
            case .declined(let given, _): #expect(given == code)
            }
        }
        #expect(SimulatedGateway.decide(amount: try Money.parse("1"), card: nil) == .approved(reference: "simulated"))
    }

    @Test func `a card given with the order is the payment's`() throws {
        let journey = try Journey(to: .processing, card: "4000000000000002")
        #expect(journey.payment?.card?.lastFour == "0002")
    }

    // MARK: - Fulfilment

    @Test func `a lost reservation gives the money back and fails the order`() throws {
        var journey = try Journey(to: .paid)
        journey.setStock([try Samples.level(Journey.pen, 5, reserved: 1)])
        try journey.fulfil()
        #expect(journey.order.failure?.code == .reservationLost)
        #expect(journey.payment?.status == .refunded)
        #expect(journey.stock.map(\.onHand) == [5])
        #expect(journey.stock.map(\.reserved) == [1])
        #expect(journey.types.suffix(2) == ["order.failed", "payment.refunded"])
        #expect(Order.folding(journey.events) == journey.order)
    }

    @Test func `an order cannot be fulfilled without the payment it refers to`() throws {
        let journey = try Journey(to: .paid)
        #expect(throws: OrderRejection.paymentMissing) {
            try FulfilOrder.decide(journey.order, payment: nil, stock: journey.stock, now: journey.now)
        }
    }

    // MARK: - Closing

    @Test(arguments: [
        (OrderStatus.pending, [MovementKind.reserved, .released], PaymentStatus?.none),
        (.validated, [.reserved, .released], nil), (.processing, [.reserved, .released], .requested),
        (.paid, [.reserved, .released], .refunded), (.fulfilled, [.reserved, .committed, .returned], .refunded),
    ])
    func `cancelling gives stock and money back exactly once`(
        status: OrderStatus,
        kinds: [MovementKind],
        payment: PaymentStatus?
    ) throws {
        var journey = try Journey(to: status)
        try journey.cancel()
        #expect(journey.order.status == .cancelled)
        #expect(journey.order.cancelReason == "changed my mind")
        #expect(journey.order.reservation == .released)
        #expect(journey.order.nextTimerDue == nil)
        #expect(journey.movements.map(\.kind) == kinds)
        #expect(journey.stock.map(\.onHand) == [10])
        #expect(journey.stock.map(\.reserved) == [0])
        #expect(journey.payment?.status == payment)
        #expect(journey.types.contains("payment.refunded") == (payment == .refunded))
        #expect(throws: OrderRejection.notCancellable(.cancelled)) { try journey.cancel() }
        #expect(Order.folding(journey.events) == journey.order)
    }

    @Test(arguments: [OrderStatus.shipped, .delivered, .cancelled, .failed])
    func `an order that has left or is closed cannot be cancelled`(status: OrderStatus) throws {
        var journey = try Journey(to: status)
        #expect(throws: OrderRejection.notCancellable(status)) { try journey.cancel() }
    }

    @Test func `a long reason is cut`() throws {
        var journey = try Journey()
        try journey.cancel(reason: String(repeating: "ä", count: 600))
        #expect(journey.order.cancelReason?.unicodeScalars.count == Order.cancelReasonLimit)
    }

    @Test(arguments: [OrderStatus.pending, .validated, .processing, .paid, .fulfilled])
    func `an order whose timer ran out fails with everything given back, and not a moment before`(
        status: OrderStatus
    ) throws {
        var journey = try Journey(to: status)
        let due = try #require(journey.order.nextTimerDue)
        journey.now = due.adding(millis: -1)
        #expect(throws: OrderRejection.notDue(due)) { try journey.expire() }
        journey.now = due
        try journey.expire()
        #expect(journey.order.failure?.code == .processingTimeout)
        #expect(journey.order.failure?.stage == Stage(awaitedIn: status))
        #expect(journey.stock.map(\.onHand) == [10])
        #expect(journey.stock.map(\.reserved) == [0])
        #expect(journey.payment?.status != .succeeded)
        #expect(throws: OrderRejection.alreadyApplied(.failed)) { try journey.expire() }
        #expect(Order.folding(journey.events) == journey.order)
    }

    @Test func `a shipped order that fails gets its money back, but its goods are gone`() throws {
        var journey = try Journey(to: .shipped)
        try journey.fail()
        #expect(journey.order.failure?.code == .deadLetter)
        #expect(journey.order.failure?.stage == .delivery)
        #expect(journey.order.reservation == .committed)
        #expect(journey.stock.map(\.onHand) == [8])
        #expect(journey.payment?.status == .refunded)
    }

    @Test func `a delivered order's money is given back once, and the order stays as it is`() throws {
        let journey = try Journey(to: .delivered)
        let payment = try #require(journey.payment)
        let decision = try RefundPayment.decide(journey.order, payment: payment, reason: "broken", now: journey.now)
        #expect(decision.order == journey.order)
        #expect(decision.events.map(\.typeName) == ["payment.refunded"])
        let refunded = try #require(decision.payment)
        #expect(throws: OrderRejection.notRefundable(.refunded)) {
            try RefundPayment.decide(journey.order, payment: refunded, reason: "broken", now: journey.now)
        }
        let paid = try Journey(to: .paid)
        let standing = try #require(paid.payment)
        #expect(throws: OrderRejection.refundBeforeShipping(.paid)) {
            try RefundPayment.decide(paid.order, payment: standing, reason: "r", now: paid.now)
        }
    }

    @Test func `goods cannot be given back without the levels they go to`() throws {
        var journey = try Journey()
        journey.setStock([])
        #expect(throws: OrderRejection.stockMissing(try Samples.product(Journey.pen))) { try journey.cancel() }
    }

    // MARK: - Folding

    @Test func `events that do not belong together fold to nothing`() throws {
        let events = try Journey(to: .shipped).events
        #expect(Order.folding([DomainEvent]()) == nil)
        #expect(Order.folding(events.dropFirst()) == nil)
        #expect(Order.folding(events + events) == nil)
        #expect(Order.folding(events.filter { $0.resultingStatus != .paid }) == nil)
        let foreign = DomainEvent.orderDelivered(
            OrderDelivered(order: OrderID(high: 0, low: 0), customer: .guest("g"), by: .admin, at: Samples.start)
        )
        #expect(Order.folding(events + [foreign]) == nil)
    }

    @Test func `an event says which order, customer and states it is about`() throws {
        let journey = try Journey(to: .delivered)
        var previous: OrderStatus?
        for event in journey.events {
            #expect(event.order == journey.order.id)
            #expect(event.keyText == (event.product?.text ?? journey.order.id.text))
            #expect(event.customer == (event.product == nil ? journey.order.customer : nil))
            guard let status = event.resultingStatus else { continue }
            #expect(event.previousStatus == previous)
            previous = status
        }
        #expect(previous == .delivered)
    }
}
