/// Asks for the order's payment: validated → processing. The gateway is called after this is on disk.
package enum RequestPayment {
    /// Decides on the request; the new payment is in the decision.
    ///
    /// - Parameters:
    ///   - id: the payment's id, the idempotency key towards the gateway.
    ///   - amount: what a client wants to pay; nil means the order's total, and nothing else is accepted.
    ///   - method: how; nil means as the order says.
    ///   - card: with which card; nil means the order's.
    /// - Throws: `alreadyPaid` once the order was paid, `alreadyApplied` while an answer is awaited, `paymentAmount`,
    ///   `invalidTransition`.
    package static func decide(
        _ order: Order,
        id: PaymentID,
        amount: Money? = nil,
        method: PaymentMethod? = nil,
        card: CardSummary? = nil,
        policy: OrderPolicy,
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order)
        guard !order.status.hasReached(.paid) else { throw .alreadyPaid }
        try draft.checkMove(to: .processing)
        if let amount, amount != order.total { throw .paymentAmount(expected: order.total, given: amount) }
        let payment = Payment(
            id: id,
            order: order.id,
            amount: order.total,
            currency: order.currency,
            method: method ?? order.paymentMethod,
            card: card ?? order.card,
            requestedAt: now
        )
        draft.record(
            .paymentRequested(
                PaymentRequested(
                    payment: id,
                    order: order.id,
                    customer: order.customer,
                    amount: payment.amount,
                    currency: payment.currency,
                    method: payment.method,
                    card: payment.card,
                    timerDue: now.adding(millis: policy.paymentTimeoutMillis),
                    at: now
                )
            )
        )
        draft.add(payment)
        return draft.finish()
    }
}
