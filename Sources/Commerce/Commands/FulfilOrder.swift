/// Takes the goods of a paid order out of stock: paid → fulfilled, or failed when they are not there any more.
package enum FulfilOrder {
    /// Decides on the order. A lost reservation gives the money back and fails the order with `reservation_lost`.
    ///
    /// - Parameters:
    ///   - payment: the order's payment.
    ///   - stock: the levels of the order's products.
    /// - Throws: `alreadyApplied`, `invalidTransition`, `paymentMissing`, `paymentMismatch`.
    package static func decide(
        _ order: Order,
        payment: Payment?,
        stock: [StockLevel],
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order, payment: payment, stock: stock)
        try draft.checkMove(to: .fulfilled)
        try draft.checkPayment()
        if try draft.commitStock(at: now) {
            draft.record(.orderFulfilled(OrderFulfilled(order: order.id, customer: order.customer, at: now)))
        } else {
            let failure = Failure(
                code: .reservationLost,
                message: "The goods reserved for the order are no longer there.",
                stage: .inventory,
                at: now
            )
            try draft.fail(failure, leniently: true)
        }
        return draft.finish()
    }
}
