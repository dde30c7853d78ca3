/// What a command comes to: the new state and everything that has to be written with it, in one transaction.
package struct Decision: Hashable, Sendable {
    /// The order after the command; equal to the fold of its events.
    package let order: Order
    /// What happened, in order: the order's and its payment's events, then those of the stock.
    package let events: [DomainEvent]
    /// What to enter in the books of the stock.
    package let movements: [StockMovement]
    /// The levels that `movements` changed, after them; one per product.
    package let levels: [StockLevel]
    /// The payment after the command, when it was made or changed.
    package let payment: Payment?
}

/// A decision in the making: applies every event to the order as it is recorded, so state and events cannot differ.
struct DecisionDraft {
    private(set) var order: Order
    private(set) var events: [DomainEvent] = []
    private(set) var payment: Payment?
    private var isPaymentChanged = false
    var book: StockBook

    /// Starts from a known order.
    init(_ order: Order, payment: Payment? = nil, stock: [StockLevel] = []) {
        self.order = order
        self.payment = payment
        book = StockBook(stock)
    }

    /// Starts from an order that is being placed.
    init(placing order: Order, book: StockBook) {
        self.order = order
        self.book = book
        events.append(.orderCreated(OrderCreated(snapshot: order)))
    }

    /// Records an event and applies it to the order and its payment.
    mutating func record(_ event: DomainEvent) {
        order.apply(event)
        if payment != nil {
            let before = payment
            payment?.apply(event)
            if payment != before { isPaymentChanged = true }
        }
        events.append(event)
    }

    /// Adds the payment that `PaymentRequested` speaks of.
    mutating func add(_ payment: Payment) {
        self.payment = payment
        isPaymentChanged = true
    }

    /// Gives back what is left of the money if it was taken; whoever needs this once needs it only once.
    mutating func refundIfPaid(reason: String, at now: Timestamp) {
        guard let payment, payment.status.isCaptured, payment.status != .refunded else { return }
        refund(payment.refundableAmount, of: payment, reason: reason, at: now)
    }

    /// Gives some of the money back. The simulated gateway has done so at once; an outside one is asked later.
    mutating func refund(
        _ amount: Money,
        of payment: Payment,
        lines: [RefundLine] = [],
        reason: String,
        at now: Timestamp
    ) {
        let isDone = payment.gateway == .simulated || amount == .zero
        let refund = Refund(
            id: RefundID(payment: payment.id, index: payment.refunds.count),
            amount: amount,
            reason: reason,
            lines: lines,
            status: isDone ? .succeeded : .pending,
            requestedAt: now,
            settledAt: isDone ? now : nil
        )
        record(
            .paymentRefunded(
                PaymentRefunded(
                    payment: payment.id,
                    order: payment.order,
                    customer: order.customer,
                    currency: payment.currency,
                    refund: refund,
                    total: Money(unchecked: payment.refundedAmount.minorUnits + amount.minorUnits)
                )
            )
        )
    }

    /// Closes the order as failed and undoes what it had: stock back, money back.
    mutating func fail(
        _ failure: Failure,
        result: ValidationResult? = nil,
        leniently: Bool = false
    ) throws(OrderRejection) {
        let reservation = try giveStockBack(leniently: leniently, at: failure.at)
        record(
            .orderFailed(
                OrderFailed(
                    order: order.id,
                    customer: order.customer,
                    previousStatus: order.status,
                    failure: failure,
                    result: result,
                    reservation: reservation
                )
            )
        )
        refundIfPaid(reason: failure.message, at: failure.at)
    }

    /// Moves the order's goods back, from promised or from taken out, and says what is left of the reservation.
    ///
    /// Goods that were shipped are gone and stay committed. With `leniently`, products whose books do not show the
    /// reservation are left alone instead of stopping the command.
    mutating func giveStockBack(leniently: Bool = false, at now: Timestamp) throws(OrderRejection) -> ReservationState {
        guard order.status.isCancellable else { return order.reservation }
        switch order.reservation {
        case .none, .released:
            return order.reservation
        case .held:
            for wanted in ProductQuantity.sums(of: order.items) where !leniently || book.canRelease(wanted) {
                try book.move(.released, wanted, order: order.id, at: now)
            }
            return .released
        case .committed:
            for wanted in ProductQuantity.sums(of: order.items) {
                try book.move(.returned, wanted, order: order.id, at: now)
            }
            return .released
        }
    }

    /// Takes the goods out of stock for the order; false, with nothing moved, when its reservation is lost.
    mutating func commitStock(at now: Timestamp) throws(OrderRejection) -> Bool {
        guard order.reservation == .held else { return false }
        let wanted = ProductQuantity.sums(of: order.items)
        guard wanted.allSatisfy({ book.canRelease($0) }) else { return false }
        for line in wanted { try book.move(.committed, line, order: order.id, at: now) }
        return true
    }

    /// Checks that the payment handed in is the order's, and that there is one if the order refers to one.
    func checkPayment() throws(OrderRejection) {
        guard let payment else {
            guard order.payment == nil else { throw .paymentMissing }
            return
        }
        guard payment.order == order.id, payment.id == order.payment else { throw .paymentMismatch }
    }

    /// Throws unless the order may make this move: `alreadyApplied` when it has made it before.
    func checkMove(to target: OrderStatus) throws(OrderRejection) {
        if order.status.canMove(to: target) { return }
        if order.status.hasReached(target) { throw .alreadyApplied(order.status) }
        throw .invalidTransition(from: order.status, to: target)
    }

    /// The finished decision.
    consuming func finish() -> Decision {
        events.append(contentsOf: book.events)
        return Decision(
            order: order,
            events: events,
            movements: book.movements,
            levels: book.changed,
            payment: isPaymentChanged ? payment : nil
        )
    }
}
