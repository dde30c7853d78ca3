/// How and when an order was sent.
package struct Shipping: Hashable, Sendable {
    /// Who carries it.
    package let carrier: Carrier
    /// The carrier's number for it.
    package let trackingNumber: TrackingNumber
    /// When it was handed over.
    package let shippedAt: Timestamp

    /// Records a hand-over.
    package init(carrier: Carrier, trackingNumber: TrackingNumber, shippedAt: Timestamp) {
        self.carrier = carrier
        self.trackingNumber = trackingNumber
        self.shippedAt = shippedAt
    }

    /// The promised day of arrival (`YYYY-MM-DD`, UTC): the hand-over and the carrier's `deliveryDays`.
    package var estimatedDelivery: String {
        shippedAt.adding(days: carrier.deliveryDays).dateText
    }
}
