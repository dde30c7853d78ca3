// What happened to an order. Each event is complete: an order is the fold of these and nothing else.

/// An order was placed; everything about it at that moment, its number and reservation included.
package struct OrderCreated: Hashable, Sendable {
    /// The order as it was placed, pending, version 1.
    package let snapshot: Order

    /// Records the placing of an order.
    package init(snapshot: Order) {
        self.snapshot = snapshot
    }
}

/// The three results of a validation.
package struct ValidationResult: Hashable, Sendable {
    /// The goods are reserved for the order.
    package let inventoryCheck: Bool
    /// Every product is known and costs what the order says, and the total is the sum of the lines.
    package let pricingCheck: Bool
    /// The customer may order.
    package let customerCheck: Bool

    /// Records the results.
    package init(inventoryCheck: Bool, pricingCheck: Bool, customerCheck: Bool) {
        self.inventoryCheck = inventoryCheck
        self.pricingCheck = pricingCheck
        self.customerCheck = customerCheck
    }

    /// True when every check passed.
    package var isValid: Bool { inventoryCheck && pricingCheck && customerCheck }
}

/// An order was found to be right.
package struct OrderValidated: Hashable, Sendable {
    /// Which order.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// What was checked; all true here.
    package let result: ValidationResult
    /// What the order holds of the stock from now on.
    package let reservation: ReservationState
    /// When.
    package let at: Timestamp

    /// Records a validation.
    package init(
        order: OrderID,
        customer: CustomerID,
        result: ValidationResult,
        reservation: ReservationState,
        at: Timestamp
    ) {
        self.order = order
        self.customer = customer
        self.result = result
        self.reservation = reservation
        self.at = at
    }
}

/// An order's payment succeeded.
package struct OrderPaymentProcessed: Hashable, Sendable {
    /// Which order.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// The payment that succeeded.
    package let payment: PaymentID
    /// How much was paid.
    package let amount: Money
    /// In which currency.
    package let currency: Currency
    /// When.
    package let at: Timestamp

    /// Records that an order is paid.
    package init(
        order: OrderID,
        customer: CustomerID,
        payment: PaymentID,
        amount: Money,
        currency: Currency,
        at: Timestamp
    ) {
        self.order = order
        self.customer = customer
        self.payment = payment
        self.amount = amount
        self.currency = currency
        self.at = at
    }
}

/// The goods of an order were taken out of stock.
package struct OrderFulfilled: Hashable, Sendable {
    /// Which order.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// When.
    package let at: Timestamp

    /// Records that an order is fulfilled.
    package init(order: OrderID, customer: CustomerID, at: Timestamp) {
        self.order = order
        self.customer = customer
        self.at = at
    }
}

/// An order was handed to a carrier.
package struct OrderShipped: Hashable, Sendable {
    /// Which order.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// How it was sent.
    package let shipping: Shipping
    /// When a simulated carrier delivers it; nil when a real one has it.
    package let deliveryDue: Timestamp?
    /// When.
    package let at: Timestamp

    /// Records that an order is shipped.
    package init(
        order: OrderID,
        customer: CustomerID,
        shipping: Shipping,
        deliveryDue: Timestamp? = nil,
        at: Timestamp
    ) {
        self.order = order
        self.customer = customer
        self.shipping = shipping
        self.deliveryDue = deliveryDue
        self.at = at
    }
}

/// An order arrived.
package struct OrderDelivered: Hashable, Sendable {
    /// Which order.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// Who says so: an administrator, or the simulated carrier as the system.
    package let by: Initiator
    /// When.
    package let at: Timestamp

    /// Records that an order is delivered.
    package init(order: OrderID, customer: CustomerID, by: Initiator, at: Timestamp) {
        self.order = order
        self.customer = customer
        self.by = by
        self.at = at
    }
}

/// Something about an order was changed by hand that leaves its status as it is.
package struct OrderUpdated: Hashable, Sendable {
    /// What was changed; one thing per event.
    package enum Change: Hashable, Sendable {
        /// A note was added.
        case note(OrderNote)
        /// Carrier or tracking number were corrected; how it was sent from now on.
        case shipping(Shipping)
    }

    /// Which order.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// Where it stands, before and after.
    package let status: OrderStatus
    /// What was changed.
    package let change: Change
    /// Who changed it.
    package let by: Initiator
    /// When.
    package let at: Timestamp

    /// Records a change.
    package init(
        order: OrderID,
        customer: CustomerID,
        status: OrderStatus,
        change: Change,
        by: Initiator,
        at: Timestamp
    ) {
        self.order = order
        self.customer = customer
        self.status = status
        self.change = change
        self.by = by
        self.at = at
    }
}

/// An order was called off.
package struct OrderCancelled: Hashable, Sendable {
    /// Which order.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// Where it stood before.
    package let previousStatus: OrderStatus
    /// Why, if a reason was given.
    package let reason: String?
    /// Who called it off.
    package let by: Initiator
    /// What is left of the reservation.
    package let reservation: ReservationState
    /// When.
    package let at: Timestamp

    /// Records a cancellation.
    package init(
        order: OrderID,
        customer: CustomerID,
        previousStatus: OrderStatus,
        reason: String?,
        by: Initiator,
        reservation: ReservationState,
        at: Timestamp
    ) {
        self.order = order
        self.customer = customer
        self.previousStatus = previousStatus
        self.reason = reason
        self.by = by
        self.reservation = reservation
        self.at = at
    }
}

/// The pipeline gave an order up.
package struct OrderFailed: Hashable, Sendable {
    /// Which order.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// Where it stood before.
    package let previousStatus: OrderStatus
    /// Why.
    package let failure: Failure
    /// What the validation found, when it was the validation that failed.
    package let result: ValidationResult?
    /// What is left of the reservation.
    package let reservation: ReservationState

    /// Records a failure.
    package init(
        order: OrderID,
        customer: CustomerID,
        previousStatus: OrderStatus,
        failure: Failure,
        result: ValidationResult? = nil,
        reservation: ReservationState
    ) {
        self.order = order
        self.customer = customer
        self.previousStatus = previousStatus
        self.failure = failure
        self.result = result
        self.reservation = reservation
    }
}

/// Who did something: a customer, an administrator, or the server itself.
package enum Initiator: UInt8, Coded {
    case customer = 0
    case admin = 1
    case system = 2

    /// The lower-case name clients see.
    package var text: String {
        switch self {
        case .customer: "customer"
        case .admin: "admin"
        case .system: "system"
        }
    }
}
