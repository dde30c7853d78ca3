/// Notes that an order arrived: shipped → delivered.
package enum DeliverOrder {
    /// Decides on the arrival.
    ///
    /// - Throws: `alreadyApplied`, `invalidTransition`.
    package static func decide(_ order: Order, now: Timestamp) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order)
        try draft.checkMove(to: .delivered)
        draft.record(.orderDelivered(OrderDelivered(order: order.id, customer: order.customer, at: now)))
        return draft.finish()
    }
}
