/// Gives an order up because one of its timers ran out: any state before shipped → failed with `processing_timeout`.
package enum ExpireOrder {
    /// Decides on the timeout; stock and money go back exactly once.
    ///
    /// A payment whose answer is still awaited is left alone: `RecordPayment` gives the money back if it was taken.
    ///
    /// - Parameters:
    ///   - payment: the order's payment, if it has one.
    ///   - stock: the levels of the order's products.
    /// - Throws: `notDue` when no timer has run out by `now`, `alreadyApplied` when the order is shipped or closed, and
    ///   what `FailOrder` throws.
    package static func decide(
        _ order: Order,
        payment: Payment?,
        stock: [StockLevel],
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        guard order.status.isCancellable else { throw .alreadyApplied(order.status) }
        guard let due = order.nextTimerDue, due <= now else { throw .notDue(order.nextTimerDue) }
        let isPaymentTimer = order.paymentTimerDue == due
        return try FailOrder.decide(
            order,
            code: .processingTimeout,
            message: isPaymentTimer
                ? "The payment was not answered in time." : "The order was not processed in time.",
            payment: payment,
            stock: stock,
            now: now
        )
    }
}
