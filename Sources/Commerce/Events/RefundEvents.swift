/// Money is given back, some or all of it; whoever talks to the gateway acts on this event.
package struct PaymentRefunded: Hashable, Sendable {
    /// Which payment.
    package let payment: PaymentID
    /// What had been paid for.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// In which currency.
    package let currency: Currency
    /// How much, why and what for, as it was decided.
    package let refund: Refund
    /// What was given back of the payment in all, this refund included.
    package let total: Money

    /// Records a refund.
    package init(
        payment: PaymentID,
        order: OrderID,
        customer: CustomerID,
        currency: Currency,
        refund: Refund,
        total: Money
    ) {
        self.payment = payment
        self.order = order
        self.customer = customer
        self.currency = currency
        self.refund = refund
        self.total = total
    }

    /// When.
    package var at: Timestamp { refund.requestedAt }
}

/// The gateway's answer to a refund was recorded, or that it gave none.
package struct RefundSettled: Hashable, Sendable {
    /// Which refund.
    package let refund: RefundID
    /// Of which payment.
    package let payment: PaymentID
    /// What had been paid for.
    package let order: OrderID
    /// Whose order.
    package let customer: CustomerID
    /// How much.
    package let amount: Money
    /// In which currency.
    package let currency: Currency
    /// What has become of it.
    package let outcome: RefundOutcome
    /// When.
    package let at: Timestamp

    /// Records an outcome.
    package init(
        refund: RefundID,
        payment: PaymentID,
        order: OrderID,
        customer: CustomerID,
        amount: Money,
        currency: Currency,
        outcome: RefundOutcome,
        at: Timestamp
    ) {
        self.refund = refund
        self.payment = payment
        self.order = order
        self.customer = customer
        self.amount = amount
        self.currency = currency
        self.outcome = outcome
        self.at = at
    }
}
