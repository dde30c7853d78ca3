/// Hands an order to a carrier: fulfilled → shipped. Its timer stops here.
package enum ShipOrder {
    /// Decides on the hand-over; with `OrderPolicy.deliveryMillis` a simulated carrier delivers it after that time.
    ///
    /// - Throws: `alreadyApplied`, `invalidTransition`.
    package static func decide(
        _ order: Order,
        carrier: Carrier,
        tracking: TrackingNumber,
        policy: OrderPolicy = .standard,
        now: Timestamp
    ) throws(OrderRejection) -> Decision {
        var draft = DecisionDraft(order)
        try draft.checkMove(to: .shipped)
        let shipping = Shipping(carrier: carrier, trackingNumber: tracking, shippedAt: now)
        draft.record(
            .orderShipped(
                OrderShipped(
                    order: order.id,
                    customer: order.customer,
                    shipping: shipping,
                    deliveryDue: policy.deliveryMillis.map { now.adding(millis: $0) },
                    at: now
                )
            )
        )
        return draft.finish()
    }
}
