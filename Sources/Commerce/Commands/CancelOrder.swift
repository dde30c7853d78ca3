/// Calls an order off: pending … fulfilled → cancelled. Stock and money go back exactly once.
package enum CancelOrder {
    /// Decides on the cancellation.
    ///
    /// A payment whose answer is still awaited is left alone: `RecordPayment` gives the money back if it was taken.
    ///
    /// - Parameters:
    ///   - reason: why, cut to `Order.cancelReasonLimit` characters.
    ///   - payment: the order's payment, if it has one.
    ///   - stock: the levels of the order's products.
    /// - Throws: `notCancellable`, `paymentMissing`, `paymentMismatch`, and `stockMissing` or `stock` when the goods
    ///   cannot be given back.
    package static func decide(
        _ order: Order,
        reason: String?,
        by initiator: Initiator,
        payment: Payment?,
        stock: [StockLevel],
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        guard order.status.isCancellable else { throw .notCancellable(order.status) }
        var draft = DecisionDraft(order, payment: payment, stock: stock)
        try draft.checkPayment()
        let reservation = try draft.giveStockBack(at: now)
        draft.record(
            .orderCancelled(
                OrderCancelled(
                    order: order.id,
                    customer: order.customer,
                    previousStatus: order.status,
                    reason: reason.map(shortened),
                    by: initiator,
                    reservation: reservation,
                    at: now
                )
            )
        )
        draft.refundIfPaid(reason: "The order was cancelled.", at: now)
        return draft.finish()
    }

    private static func shortened(_ reason: String) -> String {
        TextRules.fits(reason, limit: Order.cancelReasonLimit)
            ? reason : String(String.UnicodeScalarView(reason.unicodeScalars.prefix(Order.cancelReasonLimit)))
    }
}
