/// Notes that an order arrived: shipped → delivered.
package enum DeliverOrder {
    /// Decides on the arrival.
    ///
    /// - Parameter initiator: who says so, an administrator or the simulated carrier.
    /// - Throws: `alreadyApplied`, `invalidTransition`.
    package static func decide(
        _ order: Order,
        by initiator: Initiator,
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order)
        try draft.checkMove(to: .delivered)
        draft.record(
            .orderDelivered(OrderDelivered(order: order.id, customer: order.customer, by: initiator, at: now))
        )
        return draft.finish()
    }
}
