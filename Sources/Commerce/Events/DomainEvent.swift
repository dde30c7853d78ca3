/// Something that happened, in the past tense and never taken back.
package enum DomainEvent: Hashable, Sendable {
    // Indirect, because it holds a whole order and would make every other event as large.
    indirect case orderCreated(OrderCreated)
    case orderValidated(OrderValidated)
    case paymentRequested(PaymentRequested)
    case paymentCompleted(PaymentCompleted)
    case paymentFailed(PaymentFailed)
    indirect case paymentRefunded(PaymentRefunded)
    indirect case refundSettled(RefundSettled)
    case orderPaymentProcessed(OrderPaymentProcessed)
    case orderFulfilled(OrderFulfilled)
    case orderShipped(OrderShipped)
    case orderDelivered(OrderDelivered)
    case orderCancelled(OrderCancelled)
    case orderFailed(OrderFailed)
    indirect case orderUpdated(OrderUpdated)
    case inventoryReserved(InventoryReserved)
    case inventoryReleased(InventoryReleased)
    case inventoryUpdated(InventoryUpdated)
    case inventoryLow(InventoryLow)
    indirect case productCreated(ProductCreated)
    indirect case productUpdated(ProductUpdated)
    case productDeleted(ProductDeleted)
    case userRegistered(UserRegistered)
    case webhookPaused(WebhookPaused)

    /// The stable type clients see, such as `order.created`.
    package var typeName: String {
        switch self {
        case .orderCreated: "order.created"
        case .orderValidated: "order.validated"
        case .paymentRequested: "payment.requested"
        case .paymentCompleted: "payment.completed"
        case .paymentFailed: "payment.failed"
        case .paymentRefunded: "payment.refunded"
        case .refundSettled: "payment.refund_settled"
        case .orderPaymentProcessed: "order.payment_processed"
        case .orderFulfilled: "order.fulfilled"
        case .orderShipped: "order.shipped"
        case .orderDelivered: "order.delivered"
        case .orderCancelled: "order.cancelled"
        case .orderFailed: "order.failed"
        case .orderUpdated: "order.updated"
        case .inventoryReserved: "inventory.reserved"
        case .inventoryReleased: "inventory.released"
        case .inventoryUpdated: "inventory.updated"
        case .inventoryLow: "inventory.low_stock"
        case .productCreated: "product.created"
        case .productUpdated: "product.updated"
        case .productDeleted: "product.deleted"
        case .userRegistered: "user.registered"
        case .webhookPaused: "webhook.paused"
        }
    }
}

// MARK: - What it means for an order

extension DomainEvent {
    /// The state an order is in after this event; nil for events that do not move orders.
    package var resultingStatus: OrderStatus? {
        switch self {
        case .orderCreated: .pending
        case .orderValidated: .validated
        case .paymentRequested: .processing
        case .orderPaymentProcessed: .paid
        case .orderFulfilled: .fulfilled
        case .orderShipped: .shipped
        case .orderDelivered: .delivered
        case .orderCancelled: .cancelled
        case .orderFailed: .failed
        case .paymentCompleted, .paymentFailed, .paymentRefunded, .refundSettled, .inventoryReserved,
            .inventoryReleased, .inventoryUpdated, .inventoryLow, .productCreated, .productUpdated, .productDeleted,
            .userRegistered, .orderUpdated, .webhookPaused:
            nil
        }
    }

    /// True for events that change an order: every one that moves it, and `order.updated`.
    package var changesOrder: Bool {
        if case .orderUpdated = self { return true }
        return resultingStatus != nil
    }

    /// Where the order stands after this event, moved or not; nil for events that change no order.
    package var statusAfter: OrderStatus? {
        if case .orderUpdated(let event) = self { return event.status }
        return resultingStatus
    }

    /// False for notes that the shop keeps to itself.
    package var isVisibleToCustomer: Bool {
        guard case .orderUpdated(let event) = self, case .note(let note) = event.change else { return true }
        return note.isVisibleToCustomer
    }

    /// The state an order was in before this event; nil at its creation and for events that change no order.
    package var previousStatus: OrderStatus? {
        switch self {
        case .orderValidated: .pending
        case .paymentRequested: .validated
        case .orderPaymentProcessed: .processing
        case .orderFulfilled: .paid
        case .orderShipped: .fulfilled
        case .orderDelivered: .shipped
        case .orderCancelled(let event): event.previousStatus
        case .orderFailed(let event): event.previousStatus
        case .orderUpdated(let event): event.status
        case .orderCreated, .paymentCompleted, .paymentFailed, .paymentRefunded, .refundSettled, .inventoryReserved,
            .inventoryReleased, .inventoryUpdated, .inventoryLow, .productCreated, .productUpdated, .productDeleted,
            .userRegistered, .webhookPaused:
            nil
        }
    }

    /// The order the event is about or was caused by.
    package var order: OrderID? {
        switch self {
        case .orderCreated(let event): event.snapshot.id
        case .orderValidated(let event): event.order
        case .paymentRequested(let event): event.order
        case .paymentCompleted(let event): event.order
        case .paymentFailed(let event): event.order
        case .paymentRefunded(let event): event.order
        case .refundSettled(let event): event.order
        case .orderPaymentProcessed(let event): event.order
        case .orderFulfilled(let event): event.order
        case .orderShipped(let event): event.order
        case .orderDelivered(let event): event.order
        case .orderCancelled(let event): event.order
        case .orderFailed(let event): event.order
        case .orderUpdated(let event): event.order
        case .inventoryReserved(let event): event.order
        case .inventoryReleased(let event): event.order
        case .inventoryUpdated(let event): event.order
        case .inventoryLow, .productCreated, .productUpdated, .productDeleted, .userRegistered, .webhookPaused: nil
        }
    }

    /// Whose order the event is about; nil for events about stock, products and accounts.
    package var customer: CustomerID? {
        switch self {
        case .orderCreated(let event): event.snapshot.customer
        case .orderValidated(let event): event.customer
        case .paymentRequested(let event): event.customer
        case .paymentCompleted(let event): event.customer
        case .paymentFailed(let event): event.customer
        case .paymentRefunded(let event): event.customer
        case .refundSettled(let event): event.customer
        case .orderPaymentProcessed(let event): event.customer
        case .orderFulfilled(let event): event.customer
        case .orderShipped(let event): event.customer
        case .orderDelivered(let event): event.customer
        case .orderCancelled(let event): event.customer
        case .orderFailed(let event): event.customer
        case .orderUpdated(let event): event.customer
        case .inventoryReserved, .inventoryReleased, .inventoryUpdated, .inventoryLow, .productCreated,
            .productUpdated, .productDeleted, .userRegistered, .webhookPaused:
            nil
        }
    }
}

// MARK: - What it is about, and when

extension DomainEvent {
    /// The product an event about stock or the catalogue is about.
    package var product: ProductID? {
        switch self {
        case .inventoryReserved(let event): event.level.product
        case .inventoryReleased(let event): event.level.product
        case .inventoryUpdated(let event): event.level.product
        case .inventoryLow(let event): event.level.product
        case .productCreated(let event): event.product.id
        case .productUpdated(let event): event.product.id
        case .productDeleted(let event): event.product
        case .orderCreated, .orderValidated, .paymentRequested, .paymentCompleted, .paymentFailed, .paymentRefunded,
            .refundSettled, .orderPaymentProcessed, .orderFulfilled, .orderShipped, .orderDelivered, .orderCancelled,
            .orderFailed, .orderUpdated, .userRegistered, .webhookPaused:
            nil
        }
    }

    /// The key of the event's record in the log: the order's id for orders and payments, the product's for stock and
    /// catalogue, the user's for accounts, the endpoint's for webhooks.
    package var keyText: String {
        if let product { return product.text }
        if case .userRegistered(let event) = self { return event.user.text }
        if case .webhookPaused(let event) = self { return event.webhook.text }
        return order?.text ?? ""
    }

    /// When it happened.
    package var at: Timestamp {
        switch self {
        case .orderCreated(let event): event.snapshot.createdAt
        case .orderValidated(let event): event.at
        case .paymentRequested(let event): event.at
        case .paymentCompleted(let event): event.at
        case .paymentFailed(let event): event.at
        case .paymentRefunded(let event): event.at
        case .refundSettled(let event): event.at
        case .orderPaymentProcessed(let event): event.at
        case .orderFulfilled(let event): event.at
        case .orderShipped(let event): event.at
        case .orderDelivered(let event): event.at
        case .orderCancelled(let event): event.at
        case .orderFailed(let event): event.failure.at
        case .orderUpdated(let event): event.at
        case .inventoryReserved(let event): event.at
        case .inventoryReleased(let event): event.at
        case .inventoryUpdated(let event): event.at
        case .inventoryLow(let event): event.at
        case .productCreated(let event): event.at
        case .productUpdated(let event): event.at
        case .productDeleted(let event): event.at
        case .userRegistered(let event): event.at
        case .webhookPaused(let event): event.at
        }
    }
}
