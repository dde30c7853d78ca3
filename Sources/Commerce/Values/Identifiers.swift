/// Tags an identifier as that of an order.
package enum OrderTag {}
/// Tags an identifier as that of one line of an order.
package enum ItemTag {}
/// Tags an identifier as that of a user.
package enum UserTag {}
/// Tags an identifier as that of a payment.
package enum PaymentTag {}
/// Tags an identifier as that of a refund.
package enum RefundTag {}
/// Tags an identifier as that of an event.
package enum EventTag {}
/// Tags an identifier as that of a stock reservation.
package enum ReservationTag {}
/// Tags an identifier as that of a webhook subscription.
package enum WebhookTag {}
/// Tags an identifier as that of one webhook delivery.
package enum DeliveryTag {}
/// Tags an identifier as that of a notification.
package enum NotificationTag {}
/// Tags an identifier as that of a notice: the notifications about one thing, on all channels.
package enum NoticeTag {}
/// Tags an identifier as that of an API key.
package enum APIKeyTag {}
/// Tags an identifier as that of a login session (a family of refresh tokens).
package enum SessionTag {}

/// Identifies an order.
package typealias OrderID = Identifier<OrderTag>
/// Identifies one line of an order.
package typealias ItemID = Identifier<ItemTag>
/// Identifies a user.
package typealias UserID = Identifier<UserTag>
/// Identifies a payment.
package typealias PaymentID = Identifier<PaymentTag>
/// Identifies a refund.
package typealias RefundID = Identifier<RefundTag>
/// Identifies an event.
package typealias EventID = Identifier<EventTag>
/// Identifies a stock reservation.
package typealias ReservationID = Identifier<ReservationTag>
/// Identifies a webhook subscription.
package typealias WebhookID = Identifier<WebhookTag>
/// Identifies one webhook delivery.
package typealias DeliveryID = Identifier<DeliveryTag>
/// Identifies a notification.
package typealias NotificationID = Identifier<NotificationTag>
/// Identifies a notice.
package typealias NoticeID = Identifier<NoticeTag>
/// Identifies an API key.
package typealias APIKeyID = Identifier<APIKeyTag>
/// Identifies a login session.
package typealias SessionID = Identifier<SessionTag>

extension Identifier where Subject == ItemTag {
    /// Derives the id of an order's line from the order's id, so that nothing needs to be stored.
    ///
    /// `line + 1` is added to the 62 free bits of the lower half, wrapping there: version and variant stay intact, and
    /// the id differs from the order's own. The same line of the same order always has the same id.
    ///
    /// - Parameter line: the index of the line, from 0.
    package init(order: OrderID, line: Int) {
        precondition(line >= 0, "a line index counts from zero")
        let free = (order.low &+ UInt64(line) &+ 1) & Self.variantMask
        self.init(high: order.high, low: order.low & ~Self.variantMask | free)
    }
}

extension Identifier where Subject == RefundTag {
    /// Derives the id of a payment's refund from the payment's id, as the ids of an order's lines are derived: the upper
    /// half is the payment's own, so a refund leads to its payment without an index.
    ///
    /// - Parameter index: how many refunds the payment had before, from 0.
    package init(payment: PaymentID, index: Int) {
        precondition(index >= 0, "a refund's index counts from zero")
        let free = (payment.low &+ UInt64(index) &+ 1) & Self.variantMask
        self.init(high: payment.high, low: payment.low & ~Self.variantMask | free)
    }
}
