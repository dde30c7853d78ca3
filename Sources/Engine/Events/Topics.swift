package import EventLog

/// The shop's topics: the event's type with dots as underscores.
package enum Topics {
    /// Three partitions each; the key is the order's id, so one order's events of a topic are in order.
    package static let order = [
        "order_created", "order_validated", "order_payment_processed", "order_fulfilled", "order_shipped",
        "order_delivered", "order_cancelled", "order_failed", "order_updated",
    ]
    /// One partition each.
    package static let others = [
        "payment_requested", "payment_completed", "payment_failed", "payment_refunded",
        "payment_refund_settled", "inventory_reserved", "inventory_released", "inventory_updated",
        "inventory_low_stock", "product_created", "product_updated",
        "product_deleted", "user_registered", "webhook_paused", "notification_email", "notification_sms",
        "notification_sent", "notification_failed", AuditTrail.topic, deadLetters,
    ]
    /// Records that no attempt could handle, with what went wrong in their headers.
    package static let deadLetters = "dead_letter_queue"
    static let orderPartitions = 3

    /// Every topic of the shop, as the log is opened with; nothing of them is deleted.
    package static var configurations: [TopicConfiguration] {
        make(order, partitions: orderPartitions) + make(others, partitions: 1)
    }

    private static func make(_ names: [String], partitions: Int) -> [TopicConfiguration] {
        names.compactMap { TopicName($0).map { TopicConfiguration($0, partitions: partitions) } }
    }

    /// The topic of an event type.
    package static func name(forEventType type: String) -> String {
        String(decoding: type.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}
