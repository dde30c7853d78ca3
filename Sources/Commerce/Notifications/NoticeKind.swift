/// What a notice is about, and so which template it is written with.
package enum NoticeKind: UInt8, Coded {
    /// Something that somebody of the shop wrote.
    case message = 0
    case orderConfirmation = 1
    case orderShipped = 2
    case orderDelivered = 3
    case orderCancelled = 4
    case orderFailed = 5

    /// The snake_case word clients see, and the name of its templates.
    package var text: String {
        switch self {
        case .message: "message"
        case .orderConfirmation: "order_confirmation"
        case .orderShipped: "order_shipped"
        case .orderDelivered: "order_delivered"
        case .orderCancelled: "order_cancelled"
        case .orderFailed: "order_failed"
        }
    }

    /// What customers are told when an event of this type happens; nil for events that they are not told of.
    package init?(eventType: String) {
        switch eventType {
        case "order.created": self = .orderConfirmation
        case "order.shipped": self = .orderShipped
        case "order.delivered": self = .orderDelivered
        case "order.cancelled": self = .orderCancelled
        case "order.failed": self = .orderFailed
        default: return nil
        }
    }
}
