/// Hands an order to a carrier: fulfilled → shipped. Its timer stops here.
package enum ShipOrder {
    /// Decides on the hand-over.
    ///
    /// - Throws: `alreadyApplied`, `invalidTransition`.
    package static func decide(
        _ order: Order,
        carrier: Carrier,
        tracking: TrackingNumber,
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order)
        try draft.checkMove(to: .shipped)
        let shipping = Shipping(carrier: carrier, trackingNumber: tracking, shippedAt: now)
        draft.record(
            .orderShipped(OrderShipped(order: order.id, customer: order.customer, shipping: shipping, at: now))
        )
        return draft.finish()
    }
}
