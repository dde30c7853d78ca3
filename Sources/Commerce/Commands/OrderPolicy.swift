/// What to do with an order whose prices or stock are not right when it is placed.
package enum IntakePolicy: UInt8, Coded {
    /// Take it and let the validator fail it, so that it leaves a trace.
    case accept = 0
    /// Refuse it at once.
    case reject = 1

    /// The lower-case name of the setting.
    package var text: String {
        switch self {
        case .accept: "accept"
        case .reject: "reject"
        }
    }
}

/// How orders are taken in and how long they may take.
package struct OrderPolicy: Hashable, Sendable {
    /// What happens to an order that wants more than there is (`STOCK_POLICY`).
    package let stock: IntakePolicy
    /// What happens to an order with wrong prices (`PRICING_POLICY`).
    package let pricing: IntakePolicy
    /// After this long an order fails unless it is shipped (`ORDER_PROCESSING_TIMEOUT`), 300 s by default.
    package let orderTimeoutMillis: Int64
    /// After this long an order fails unless its payment is answered (`PAYMENT_PROCESSING_TIMEOUT`), 60 s by default.
    package let paymentTimeoutMillis: Int64
    /// After this long a simulated carrier delivers what was shipped; nil, the default, when carriers are real.
    package let deliveryMillis: Int64?

    /// Sets a policy; timeouts are positive milliseconds.
    package init(
        stock: IntakePolicy = .accept,
        pricing: IntakePolicy = .accept,
        orderTimeoutMillis: Int64 = 300_000,
        paymentTimeoutMillis: Int64 = 60_000,
        deliveryMillis: Int64? = nil
    ) {
        precondition(orderTimeoutMillis > 0 && paymentTimeoutMillis > 0, "a timeout is positive")
        precondition(deliveryMillis.map { $0 > 0 } ?? true, "a delivery takes a positive time")
        self.stock = stock
        self.pricing = pricing
        self.orderTimeoutMillis = orderTimeoutMillis
        self.paymentTimeoutMillis = paymentTimeoutMillis
        self.deliveryMillis = deliveryMillis
    }

    /// Accepts everything, 300 s and 60 s.
    package static let standard = OrderPolicy()
}
