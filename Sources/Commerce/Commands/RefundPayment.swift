/// Gives the money of a shipped or delivered order back; the order stays as it is.
///
/// Before it is shipped, cancelling is the way: it takes care of the goods as well.
package enum RefundPayment {
    /// Decides on the refund of the whole amount.
    ///
    /// - Throws: `paymentMismatch`, `notRefundable` when no money was taken or it was given back, `invalidTransition`
    ///   to cancelled before the order is shipped.
    package static func decide(
        _ order: Order,
        payment: Payment,
        reason: String,
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order, payment: payment)
        try draft.checkPayment()
        guard payment.status == .succeeded else { throw .notRefundable(payment.status) }
        guard order.status.hasReached(.shipped) else {
            throw .invalidTransition(from: order.status, to: .cancelled)
        }
        draft.refundIfPaid(reason: reason, at: now)
        return draft.finish()
    }
}
