import Commerce

extension DomainEvent {
    /// All event types, in the order of `topicIndex`.
    static let typeNames = [
        "order.created", "order.validated", "payment.requested", "payment.completed", "payment.failed",
        "payment.refunded", "order.payment_processed", "order.fulfilled", "order.shipped", "order.delivered",
        "order.cancelled", "order.failed", "inventory.reserved", "inventory.released", "inventory.updated",
        "inventory.low_stock", "product.created", "product.updated", "product.deleted", "user.registered",
        "order.updated", "payment.refund_settled", "webhook.paused",
    ]

    /// The event type's place in `typeNames`: found without comparing text on the way of every order.
    var topicIndex: Int {
        switch self {
        case .orderCreated: 0
        case .orderValidated: 1
        case .paymentRequested: 2
        case .paymentCompleted: 3
        case .paymentFailed: 4
        case .paymentRefunded: 5
        case .orderPaymentProcessed: 6
        case .orderFulfilled: 7
        case .orderShipped: 8
        case .orderDelivered: 9
        case .orderCancelled: 10
        case .orderFailed: 11
        case .inventoryReserved: 12
        case .inventoryReleased: 13
        case .inventoryUpdated: 14
        case .inventoryLow: 15
        case .productCreated: 16
        case .productUpdated: 17
        case .productDeleted: 18
        case .userRegistered: 19
        case .orderUpdated: 20
        case .refundSettled: 21
        case .webhookPaused: 22
        }
    }
}
