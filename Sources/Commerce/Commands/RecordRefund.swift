/// Records what the gateway answered to a refund, or that it gave no answer.
package enum RecordRefund {
    /// Decides on the outcome; the order stays as it is.
    ///
    /// A refund that was given up as failed may still be answered, when somebody asks again later.
    ///
    /// - Throws: `paymentMissing`, `paymentMismatch` also for a refund that is not the payment's, `alreadyApplied` when
    ///   the refund has its answer.
    package static func decide(
        _ order: Order,
        payment: Payment,
        refund id: RefundID,
        outcome: RefundOutcome,
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order, payment: payment)
        try draft.checkPayment()
        guard let refund = payment.refunds.first(where: { $0.id == id }) else { throw .paymentMismatch }
        guard refund.status.awaitsAnswer, refund.status != outcome.status else { throw .alreadyApplied(order.status) }
        draft.record(
            .refundSettled(
                RefundSettled(
                    refund: id,
                    payment: payment.id,
                    order: order.id,
                    customer: order.customer,
                    amount: refund.amount,
                    currency: payment.currency,
                    outcome: outcome,
                    at: now
                )
            )
        )
        return draft.finish()
    }
}

extension RefundStatus {
    /// True while the gateway has not said what became of it.
    package var awaitsAnswer: Bool { self == .pending || self == .failed }
}
