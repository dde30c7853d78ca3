/// Records what the gateway answered: processing → paid, or failed.
package enum RecordPayment {
    /// Decides on the answer.
    ///
    /// The answer may come after the order was cancelled or has failed, since nobody can call the gateway back. Then
    /// the order stays as it is, and money that was taken is given back in the same decision.
    ///
    /// - Parameters:
    ///   - gateway: who answered.
    ///   - stock: the levels of the order's products; needed only for an answer that declines.
    /// - Throws: `paymentMismatch`, `alreadyApplied` when the payment has its answer, `invalidTransition`, and
    ///   `stockMissing` or `stock` when a reservation cannot be released.
    package static func decide(
        _ order: Order,
        payment: Payment,
        answer: GatewayAnswer,
        from gateway: GatewayKind = .simulated,
        stock: [StockLevel],
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order, payment: payment, stock: stock)
        try draft.checkPayment()
        guard payment.status == .requested else { throw .alreadyApplied(order.status) }
        let isClosed = order.status == .cancelled || order.status == .failed
        if !isClosed { try draft.checkMove(to: .paid) }
        switch answer {
        case .approved(let reference):
            draft.record(
                .paymentCompleted(
                    PaymentCompleted(
                        payment: payment,
                        customer: order.customer,
                        reference: reference,
                        gateway: gateway,
                        at: now
                    )
                )
            )
            if isClosed {
                draft.refundIfPaid(reason: "The order was closed before the payment was answered.", at: now)
            } else {
                draft.record(
                    .orderPaymentProcessed(
                        OrderPaymentProcessed(
                            order: order.id,
                            customer: order.customer,
                            payment: payment.id,
                            amount: payment.amount,
                            currency: payment.currency,
                            at: now
                        )
                    )
                )
            }
        case .declined(let code, let message):
            draft.record(
                .paymentFailed(
                    PaymentFailed(payment: payment, customer: order.customer, code: code, message: message, at: now)
                )
            )
            if !isClosed {
                try draft.fail(Failure(code: code, message: message, stage: .payment, at: now))
            }
        }
        return draft.finish()
    }
}
