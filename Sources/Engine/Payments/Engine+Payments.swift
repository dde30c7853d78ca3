package import Commerce
import EventLog
import Storage

/// A payment that somebody asks for.
package struct PaymentWish: Sendable, Equatable {
    /// What is paid for.
    package var order: OrderID
    /// How much, which has to be the order's total.
    package var amount: Money
    /// How; nil means as the order says.
    package var method: PaymentMethod?
    /// With which card; nil means the order's.
    package var card: CardSummary?

    package init(order: OrderID, amount: Money, method: PaymentMethod? = nil, card: CardSummary? = nil) {
        self.order = order
        self.amount = amount
        self.method = method
        self.card = card
    }
}

extension Engine {
    /// Asks for the payment of an order that waits for one, for its customer; the gateway is asked afterwards.
    ///
    /// - Throws: `.orderNotFound` also for another customer's order, `.accessDenied` for the people of the shop,
    ///   `.paymentSucceeded` and `.paymentInProgress` for an order that has a payment, `.rejected` for another amount or
    ///   an order that waits for none, `.idempotencyKeyReused`.
    package func requestPayment(
        _ wish: PaymentWish,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        try await command(request) { [self] now, transaction throws(EngineError) in
            let row = try journal.row(wish.order, in: transaction)
            guard actor.owns(row.order) else { throw actor.role == .user ? .orderNotFound : .accessDenied }
            try requireUnpaid(row.order, in: transaction)
            let decision = try decided { () throws(OrderRejection) in
                try RequestPayment.decide(
                    row.order,
                    id: entropy.identifier(at: now),
                    amount: wish.amount,
                    method: wish.method,
                    card: wish.card,
                    policy: configuration.orders,
                    now: now
                )
            }
            guard let payment = decision.payment else { throw .rejected(.paymentMissing) }
            let body = PaymentJSON.render(payment, of: decision.order)
            return try write(decision, before: row, body: body, in: transaction)
        }
    }

    /// An order has one payment; whoever asks for another is told which.
    private func requireUnpaid(_ order: Order, in transaction: borrowing WriteTransaction) throws(EngineError) {
        let payment = try stored { () throws(StorageError) in try journal.payment(of: order, in: transaction) }
        guard let payment else { return }
        if payment.status.isCaptured { throw .paymentSucceeded(payment.id) }
        if payment.status == .requested, !order.status.isTerminal { throw .paymentInProgress(payment.id) }
    }

    /// Gives some or all of a payment's money back, for an admin.
    ///
    /// - Throws: `.accessDenied` for anybody else, `.paymentNotFound`, `.rejected` as `RefundPayment` does,
    ///   `.idempotencyKeyReused`.
    package func refundPayment(
        _ id: PaymentID,
        _ share: RefundShare,
        reason: String,
        by actor: Actor,
        idempotency request: IdempotencyRequest?
    ) async throws(EngineError) -> CommandAnswer {
        guard actor.isAdmin else { throw .accessDenied }
        let trail = trail(actor)
        return try await command(request) { [self] now, transaction throws(EngineError) in
            let known = try stored { () throws(StorageError) in try journal.commits.payment(id, in: transaction) }
            guard let payment = known else { throw .paymentNotFound }
            let row = try journal.row(payment.order, in: transaction)
            let stock = try stored { () throws(StorageError) in
                try journal.stock(of: row.order.items, in: transaction)
            }
            let decision = try decided { () throws(OrderRejection) in
                try RefundPayment.decide(
                    row.order,
                    payment: payment,
                    share: share,
                    reason: reason,
                    stock: stock,
                    now: now
                )
            }
            guard let after = decision.payment, let refund = after.refunds.last else { throw .refundNotFound }
            try trail.record(.paymentRefund, .payment(id), AuditDiff(payment, after), now: now, in: transaction)
            let body = PaymentJSON.render(refund, of: after)
            return try write(decision, before: row, body: body, in: transaction)
        }
    }

    private func write(
        _ decision: Decision,
        before row: OrderRow,
        body: [UInt8],
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> CommandAnswer {
        try stored { () throws(StorageError) in
            let sequence = try journal.apply(decision, before: row, in: transaction) ?? .beforeFirst
            return CommandAnswer(status: 201, body: body, sequence: sequence)
        }
    }

    // MARK: Reading

    /// A payment with its order, for the order's customer and the people of the shop.
    ///
    /// - Throws: `.paymentNotFound` also for another customer's payment.
    package func payment(_ id: PaymentID, for actor: Actor) throws(EngineError) -> (payment: Payment, order: Order) {
        try read("payment") { snapshot throws(EngineError) in
            let found = try stored { () throws(StorageError) in try tables.payments.get(id, in: snapshot) }
            guard let payment = found else { throw .paymentNotFound }
            let order = try journal.row(payment.order, in: snapshot).order
            guard actor.maySee(order) else { throw .paymentNotFound }
            return (payment, order)
        }
    }

    /// A refund with its payment, for whoever may see the payment.
    ///
    /// - Throws: `.refundNotFound` also for another customer's refund.
    package func refund(_ id: RefundID, for actor: Actor) throws(EngineError) -> (refund: Refund, payment: Payment) {
        try read("refund") { snapshot throws(EngineError) in
            // The upper half of a refund's id is its payment's.
            var prefix = KeyEncoder()
            prefix.append(id.high)
            var found: (refund: Refund, payment: Payment)?
            try stored { () throws(StorageError) in
                try tables.payments.scan(prefix: prefix.bytes, in: snapshot) { _, payment in
                    guard let refund = payment.refunds.first(where: { $0.id == id }) else { return .next }
                    found = (refund, payment)
                    return .stop
                }
            }
            guard let found, actor.maySee(try journal.row(found.payment.order, in: snapshot).order) else {
                throw .refundNotFound
            }
            return found
        }
    }
}
