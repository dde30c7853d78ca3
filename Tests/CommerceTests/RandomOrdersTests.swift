import Commerce
import Testing

/// A shop without storage: carries out random commands, also twice and too late, and keeps its books apart from the
/// code under test.
private struct Shop {
    private static let prices = ["29.99", "9.99", "99.99", "0.01", "999.99"]
    private(set) var products: [Product] = []
    private(set) var stock: [StockLevel] = []
    private(set) var opening: [Int] = []
    private(set) var orders: [Order] = []
    private(set) var payments: [OrderID: Payment] = [:]
    private(set) var events: [OrderID: [DomainEvent]] = [:]
    private(set) var movements: [StockMovement] = []
    private(set) var accepted: [String: Int] = [:]
    private(set) var refused = 0
    private var now = Samples.start
    private var random: SplitMix64

    init(seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        for (index, price) in Self.prices.enumerated() {
            products.append(try Samples.catalogue("p\(index)", price))
            opening.append(Int.random(in: 0...40, using: &random))
            stock.append(try Samples.level("p\(index)", opening[index], threshold: 3))
        }
    }

    mutating func step() throws {
        now = now.adding(millis: Int64.random(in: 0...5000, using: &random))
        do throws(OrderRejection) {
            if orders.isEmpty || Int.random(in: 0..<6, using: &random) == 0 {
                take(try place(), as: "place")
            } else if Int.random(in: 0..<12, using: &random) == 0 {
                adjust()
            } else {
                // Mostly a recent order, so that many get far; sometimes any, so that commands come too late.
                let recent = Int.random(in: 0..<4, using: &random) > 0
                let from = recent ? max(0, orders.count - 4) : 0
                let index = Int.random(in: from..<orders.count, using: &random)
                let (name, decision) = try command(orders[index])
                take(decision, as: name)
            }
        } catch {
            refused += 1
        }
    }

    private mutating func place() throws(OrderRejection) -> Decision {
        var items: [OrderItem] = []
        var total = Money.zero
        do throws(AmountError) {
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let product = products[Int.random(in: 0..<products.count, using: &random)]
                let isWrong = Int.random(in: 0..<20, using: &random) == 0
                let price = isWrong ? try product.price.multiplied(by: 2) : product.price
                let quantity = Int.random(in: 1...6, using: &random)
                items.append(try OrderItem(product: product.id, quantity: quantity, unitPrice: price))
            }
            total = try OrderItem.total(of: items)
        } catch {
            throw .amount(error)
        }
        guard let method = PaymentMethod("card") else { throw .noItems }
        let numbers = ["4242424242424242", "4242424242424242", "4242424242424242", "4000000000000002"]
        let draft = OrderDraft(
            customer: .guest("g"),
            items: items,
            total: total,
            paymentMethod: method,
            card: CardSummary(number: numbers[Int.random(in: 0..<4, using: &random)])
        )
        let policy = OrderPolicy(stock: Bool.random(using: &random) ? .accept : .reject)
        let id = OrderID.version7(millis: now.millis, randomHigh: 0, randomLow: random.next())
        return try PlaceOrder(draft: draft, id: id, number: Order.firstNumber + Int64(orders.count))
            .decide(stock: stock, policy: policy, now: now)
    }

    private mutating func command(_ order: Order) throws(OrderRejection) -> (String, Decision) {
        let payment = payments[order.id]
        // Mostly what the pipeline would do next; otherwise anything.
        let dice = Int.random(in: 0..<44, using: &random)
        let next: [OrderStatus: Int] = [
            .pending: 0, .validated: 8, .processing: 16, .paid: 24, .fulfilled: 29, .shipped: 32, .delivered: 38,
        ]
        switch Int.random(in: 0..<2, using: &random) == 0 ? next[order.status] ?? dice : dice {
        case 0..<8:
            let isActive = Int.random(in: 0..<20, using: &random) > 0
            return (
                "validate",
                try ValidateOrder.decide(
                    order,
                    products: products,
                    stock: stock,
                    isCustomerActive: isActive,
                    now: now
                )
            )
        case 8..<16:
            let id = PaymentID(high: random.next(), low: random.next())
            return ("request", try RequestPayment.decide(order, id: id, policy: .standard, now: now))
        case 16..<24:
            guard let payment else { throw .paymentMissing }
            let answer = SimulatedGateway.decide(amount: payment.amount, card: payment.card)
            let gateway: GatewayKind = Bool.random(using: &random) ? .simulated : .http
            return (
                "record",
                try RecordPayment.decide(
                    order,
                    payment: payment,
                    answer: answer,
                    from: gateway,
                    stock: stock,
                    now: now
                )
            )
        case 24..<29:
            return ("fulfil", try FulfilOrder.decide(order, payment: payment, stock: stock, now: now))
        case 29..<32:
            let tracking = TrackingNumber.generate(for: .dhl, random: (random.next(), random.next()))
            return ("ship", try ShipOrder.decide(order, carrier: .dhl, tracking: tracking, now: now))
        case 32..<34:
            return ("deliver", try DeliverOrder.decide(order, by: .admin, now: now))
        case 34..<36:
            return (
                "cancel",
                try CancelOrder.decide(order, reason: nil, by: .admin, payment: payment, stock: stock, now: now)
            )
        case 36..<38:
            return ("expire", try ExpireOrder.decide(order, payment: payment, stock: stock, now: now))
        case 38:
            guard let payment else { throw .paymentMissing }
            return try refund(order, payment)
        case 40..<44: return ("change", try change(order, payment))
        default:
            return ("fail", try FailOrder.decide(order, message: "m", payment: payment, stock: stock, now: now))
        }
    }

    /// Gives back all, some money, or lines with or without their goods; or the gateway answers an earlier refund.
    private mutating func refund(_ order: Order, _ payment: Payment) throws(OrderRejection) -> (String, Decision) {
        if let pending = payment.refunds.first(where: { $0.status.awaitsAnswer }), Bool.random(using: &random) {
            let outcomes: [RefundOutcome] = [
                .succeeded(reference: nil), .declined(message: "no"), .failed(message: "silence"),
            ]
            let outcome = outcomes[Int.random(in: 0..<3, using: &random)]
            return (
                "settle",
                try RecordRefund.decide(order, payment: payment, refund: pending.id, outcome: outcome, now: now)
            )
        }
        let line = Int.random(in: 0..<order.items.count, using: &random)
        let wish = RefundWish(
            Bool.random(using: &random) ? .item(order.itemID(at: line)) : .product(order.items[line].product),
            quantity: Int.random(in: 1...order.items[line].quantity, using: &random),
            isRestocked: Bool.random(using: &random)
        )
        let amount = Money(minorUnits: Int64.random(in: 1...max(payment.amount.minorUnits, 1), using: &random))
        let shares: [RefundShare] = [.everything, .amount(amount ?? .zero), .lines([wish]), .lines([wish, wish])]
        let share = shares[Int.random(in: 0..<4, using: &random)]
        return (
            "refund",
            try RefundPayment.decide(order, payment: payment, share: share, reason: "r", stock: stock, now: now)
        )
    }

    private mutating func change(_ order: Order, _ payment: Payment?) throws(OrderRejection) -> Decision {
        try ChangeOrder.decide(
            order,
            change: change(),
            by: Actor(id: nil, role: .admin),
            payment: payment,
            stock: stock,
            policy: .standard,
            now: now
        )
    }

    /// Any change an administrator may ask for, sensible or not.
    private mutating func change() -> OrderChange {
        let carrier = Carrier.allCases[Int.random(in: 0..<4, using: &random)]
        let tracking = TrackingNumber.generate(for: carrier, random: (random.next(), random.next())).text
        let moves: [OrderChange.Move?] = [
            nil, nil, nil, nil, .delivered, .cancelled(reason: "r"), .failed(reason: "r"),
            .shipped(carrier, tracking: tracking), .other(.paid),
        ]
        let isCorrected = Int.random(in: 0..<3, using: &random) == 0
        return OrderChange(
            move: moves[Int.random(in: 0..<moves.count, using: &random)],
            parcel: isCorrected ? OrderChange.Parcel(carrier: carrier, tracking: tracking) : nil,
            note: OrderChange.Note(text: "n\(random.next())", isVisibleToCustomer: Bool.random(using: &random))
        )
    }

    private mutating func adjust() {
        let index = Int.random(in: 0..<stock.count, using: &random)
        let change = AdjustStock.delta(Int.random(in: -5...25, using: &random))
        do throws(StockError) {
            let decision = try change.decide(stock[index], reason: "count", now: now)
            stock[index] = decision.level
            if let movement = decision.movement { movements.append(movement) }
            accepted["adjust", default: 0] += 1
        } catch {
            refused += 1
        }
    }

    private mutating func take(_ decision: Decision, as name: String) {
        let order = decision.order
        if let index = orders.firstIndex(where: { $0.id == order.id }) {
            orders[index] = order
        } else {
            orders.append(order)
        }
        if let payment = decision.payment { payments[order.id] = payment }
        for level in decision.levels {
            if let index = stock.firstIndex(where: { $0.product == level.product }) { stock[index] = level }
        }
        movements += decision.movements
        events[order.id, default: []] += decision.events
        accepted[name, default: 0] += 1
        #expect(Order.folding(events[order.id, default: []]) == order, "\(name)")
        checkMoney(of: order)
    }

    /// A payment stands exactly as long as the order goes its way; whoever is refunded was paid, and once.
    private func checkMoney(of order: Order) {
        let history = events[order.id, default: []].map(\.typeName)
        let completed = history.count { $0 == "payment.completed" }
        let refunded = history.count { $0 == "payment.refunded" }
        #expect(completed <= 1 && (refunded == 0 || completed == 1))
        #expect(history.count { $0 == "payment.requested" } <= 1)
        switch order.status {
        case .pending, .validated: #expect(completed == 0 && payments[order.id] == nil)
        case .processing: #expect(completed == 0 && payments[order.id]?.status == .requested)
        case .paid, .fulfilled: #expect(completed == 1 && refunded == 0)
        case .shipped, .delivered: #expect(completed == 1)
        case .cancelled, .failed:
            // All of it went back, but for what the gateway refused to give.
            #expect(completed == 0 || refunded > 0)
            let left = payments[order.id]?.refundableAmount ?? .zero
            let refused = payments[order.id]?.refunds.contains { !$0.status.counts } ?? false
            #expect(left == .zero || refused)
        }
        checkRefunds(of: order)
        #expect((order.failure != nil) == (order.status == .failed))
        #expect(payments[order.id].map { $0.amount == order.total } ?? true)
        #expect(order.version == history.count { $0.hasPrefix("order.") || $0 == "payment.requested" })
    }

    /// No more goes back than was taken, and of no line more than was ordered; the payment is the fold of its events.
    private func checkRefunds(of order: Order) {
        guard let payment = payments[order.id] else { return }
        #expect(payment.refundedAmount <= payment.amount)
        if payment.status.isCaptured { #expect(payment.status == payment.refundedStatus) }
        for (line, item) in order.items.enumerated() {
            #expect(payment.refundedQuantity(ofLine: line) <= item.quantity)
            #expect(payment.restockedQuantity(ofLine: line) <= item.quantity)
        }
        #expect(Set(payment.refunds.map(\.id)).count == payment.refunds.count)
        var folded: Payment?
        for event in events[order.id, default: []] {
            if case .paymentRequested(let request) = event {
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
            folded?.apply(event)
        }
        #expect(folded == payment)
    }

    /// What lies in the warehouse and what is promised, told once from the movements and once from the orders.
    func checkStock() {
        for (index, level) in stock.enumerated() {
            #expect(level.isConsistent)
            let own = movements.filter { $0.product == level.product }
            #expect(level.onHand == opening[index] + own.reduce(0) { $0 + $1.onHandDelta })
            #expect(level.reserved == own.reduce(0) { $0 + $1.reservedDelta })
            let adjusted = own.filter { $0.kind == .adjusted }.reduce(0) { $0 + $1.quantity }
            #expect(level.reserved == wanted(level.product, .held))
            let sold = wanted(level.product, .committed) - restocked(level.product)
            #expect(level.onHand == opening[index] + adjusted - sold)
        }
    }

    private func restocked(_ product: ProductID) -> Int {
        payments.values.flatMap(\.refunds).flatMap(\.lines).filter { $0.product == product && $0.isRestocked }
            .reduce(0) { $0 + $1.quantity }
    }

    private func wanted(_ product: ProductID, _ state: ReservationState) -> Int {
        orders.filter { $0.reservation == state }.flatMap(\.items).filter { $0.product == product }
            .reduce(0) { $0 + $1.quantity }
    }
}

struct RandomOrdersTests {
    @Test(arguments: 0..<12)
    func `whatever is commanded, stock and money add up and every order is the fold of its events`(seed: Int) throws {
        var shop = try Shop(seed: UInt64(seed))
        for _ in 0..<400 {
            try shop.step()
            shop.checkStock()
        }
        #expect(shop.refused > 0)
        #expect(shop.orders.count > 20)
    }

    @Test func `the random runs reach every command and every state`() throws {
        var commands: Set<String> = []
        var states: Set<OrderStatus> = []
        for seed in 100..<110 {
            var shop = try Shop(seed: UInt64(seed))
            for _ in 0..<600 { try shop.step() }
            commands.formUnion(shop.accepted.keys)
            states.formUnion(shop.orders.map(\.status))
        }
        #expect(
            commands == [
                "place", "adjust", "validate", "request", "record", "fulfil", "ship", "deliver", "cancel", "expire",
                "refund", "settle", "fail", "change",
            ]
        )
        #expect(states == Set(OrderStatus.allCases))
    }
}
