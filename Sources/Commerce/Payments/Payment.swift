/// Where a payment stands.
package enum PaymentStatus: UInt8, Coded {
    /// Asked for; the gateway's answer is not known yet.
    case requested = 0
    /// The money was taken.
    case succeeded = 1
    /// The gateway said no; no money was taken.
    case declined = 2
    /// The money was taken and given back.
    case refunded = 3

    /// The lower-case name clients see.
    package var text: String {
        switch self {
        case .requested: "requested"
        case .succeeded: "succeeded"
        case .declined: "declined"
        case .refunded: "refunded"
        }
    }
}

/// One payment of one order. Its id is the idempotency key towards the gateway.
package struct Payment: Hashable, Sendable {
    /// Identifies the payment, here and at the gateway.
    package let id: PaymentID
    /// What is paid for.
    package let order: OrderID
    /// How much.
    package let amount: Money
    /// In which currency.
    package let currency: Currency
    /// How, as the client named it.
    package let method: PaymentMethod
    /// What is kept of the card.
    package let card: CardSummary?
    /// Where it stands.
    package internal(set) var status: PaymentStatus
    /// Why it was declined, if it was.
    package internal(set) var declineCode: FailureCode?
    /// The gateway's own name for it, once it succeeded.
    package internal(set) var gatewayReference: String?
    /// When it was asked for.
    package let requestedAt: Timestamp
    /// When the gateway's answer was recorded.
    package internal(set) var settledAt: Timestamp?

    /// Builds a payment from its stored fields; new ones come from `RequestPayment`.
    package init(
        id: PaymentID,
        order: OrderID,
        amount: Money,
        currency: Currency,
        method: PaymentMethod,
        card: CardSummary? = nil,
        status: PaymentStatus = .requested,
        declineCode: FailureCode? = nil,
        gatewayReference: String? = nil,
        requestedAt: Timestamp,
        settledAt: Timestamp? = nil
    ) {
        self.id = id
        self.order = order
        self.amount = amount
        self.currency = currency
        self.method = method
        self.card = card
        self.status = status
        self.declineCode = declineCode
        self.gatewayReference = gatewayReference
        self.requestedAt = requestedAt
        self.settledAt = settledAt
    }

    /// Takes one event into account: the only way a payment changes. Events of other payments are ignored.
    package mutating func apply(_ event: DomainEvent) {
        switch event {
        case .paymentCompleted(let completed) where completed.payment == id:
            status = .succeeded
            gatewayReference = completed.reference
            settledAt = completed.at
        case .paymentFailed(let failed) where failed.payment == id:
            status = .declined
            declineCode = failed.code
            settledAt = failed.at
        case .paymentRefunded(let refunded) where refunded.payment == id:
            status = .refunded
        default:
            break
        }
    }
}
