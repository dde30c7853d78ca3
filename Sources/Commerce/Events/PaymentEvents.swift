// What happened to a payment. `PaymentRequested` also moves its order to processing; the others say what the gateway
// answered, and an order event beside them says what that means for the order.

/// A payment was asked for; its order is processing from now on.
package struct PaymentRequested: Hashable, Sendable {
    /// The payment, also the idempotency key towards the gateway.
    package let payment: PaymentID
    /// What is paid for.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// How much.
    package let amount: Money
    /// In which currency.
    package let currency: Currency
    /// How.
    package let method: PaymentMethod
    /// What is kept of the card.
    package let card: CardSummary?
    /// When the order fails unless there was an answer by then.
    package let timerDue: Timestamp
    /// When.
    package let at: Timestamp

    /// Records a request.
    package init(
        payment: PaymentID,
        order: OrderID,
        customer: CustomerID,
        amount: Money,
        currency: Currency,
        method: PaymentMethod,
        card: CardSummary?,
        timerDue: Timestamp,
        at: Timestamp
    ) {
        self.payment = payment
        self.order = order
        self.customer = customer
        self.amount = amount
        self.currency = currency
        self.method = method
        self.card = card
        self.timerDue = timerDue
        self.at = at
    }
}

/// The gateway took the money.
package struct PaymentCompleted: Hashable, Sendable {
    /// Which payment.
    package let payment: PaymentID
    /// What was paid for.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// How much.
    package let amount: Money
    /// In which currency.
    package let currency: Currency
    /// The gateway's own name for it.
    package let reference: String
    /// Which gateway it was.
    package let gateway: GatewayKind
    /// When.
    package let at: Timestamp

    /// Records an approval.
    package init(
        payment: Payment,
        customer: CustomerID,
        reference: String,
        gateway: GatewayKind = .simulated,
        at: Timestamp
    ) {
        self.init(
            payment: payment.id,
            order: payment.order,
            customer: customer,
            amount: payment.amount,
            currency: payment.currency,
            reference: reference,
            gateway: gateway,
            at: at
        )
    }

    /// Builds the event from its fields.
    package init(
        payment: PaymentID,
        order: OrderID,
        customer: CustomerID,
        amount: Money,
        currency: Currency,
        reference: String,
        gateway: GatewayKind = .simulated,
        at: Timestamp
    ) {
        self.payment = payment
        self.order = order
        self.customer = customer
        self.amount = amount
        self.currency = currency
        self.reference = reference
        self.gateway = gateway
        self.at = at
    }
}

/// The gateway refused.
package struct PaymentFailed: Hashable, Sendable {
    /// Which payment.
    package let payment: PaymentID
    /// What was to be paid for.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// How much.
    package let amount: Money
    /// In which currency.
    package let currency: Currency
    /// Why, for programs.
    package let code: FailureCode
    /// Why, for people.
    package let message: String
    /// When.
    package let at: Timestamp

    /// Records a refusal.
    package init(payment: Payment, customer: CustomerID, code: FailureCode, message: String, at: Timestamp) {
        self.init(
            payment: payment.id,
            order: payment.order,
            customer: customer,
            amount: payment.amount,
            currency: payment.currency,
            code: code,
            message: message,
            at: at
        )
    }

    /// Builds the event from its fields.
    package init(
        payment: PaymentID,
        order: OrderID,
        customer: CustomerID,
        amount: Money,
        currency: Currency,
        code: FailureCode,
        message: String,
        at: Timestamp
    ) {
        self.payment = payment
        self.order = order
        self.customer = customer
        self.amount = amount
        self.currency = currency
        self.code = code
        self.message = message
        self.at = at
    }
}
