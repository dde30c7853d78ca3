/// Where a payment stands.
package enum PaymentStatus: UInt8, Coded {
    /// Asked for; the gateway's answer is not known yet.
    case requested = 0
    /// The money was taken.
    case succeeded = 1
    /// The gateway said no; no money was taken.
    case declined = 2
    /// The money was taken and all of it given back.
    case refunded = 3
    /// The money was taken and some of it given back.
    case partiallyRefunded = 4

    /// The lower-case name clients see.
    package var text: String {
        switch self {
        case .requested: "requested"
        case .succeeded: "succeeded"
        case .declined: "declined"
        case .refunded: "refunded"
        case .partiallyRefunded: "partially_refunded"
        }
    }

    /// True when the money was taken, whatever was given back since.
    package var isCaptured: Bool {
        switch self {
        case .succeeded, .refunded, .partiallyRefunded: true
        case .requested, .declined: false
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
    /// Who took the money, once it was taken.
    package internal(set) var gateway: GatewayKind
    /// What was given back, oldest first.
    package internal(set) var refunds: [Refund]
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
        gateway: GatewayKind = .simulated,
        refunds: [Refund] = [],
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
        self.gateway = gateway
        self.refunds = refunds
        self.requestedAt = requestedAt
        self.settledAt = settledAt
    }

    /// Takes one event into account: the only way a payment changes. Events of other payments are ignored.
    package mutating func apply(_ event: DomainEvent) {
        switch event {
        case .paymentCompleted(let completed) where completed.payment == id:
            status = .succeeded
            gatewayReference = completed.reference
            gateway = completed.gateway
            settledAt = completed.at
        case .paymentFailed(let failed) where failed.payment == id:
            status = .declined
            declineCode = failed.code
            settledAt = failed.at
        case .paymentRefunded(let refunded) where refunded.payment == id:
            refunds.append(refunded.refund)
            status = refundedStatus
        case .refundSettled(let settled) where settled.payment == id:
            settle(settled)
        default:
            break
        }
    }

    private mutating func settle(_ settled: RefundSettled) {
        guard let index = refunds.firstIndex(where: { $0.id == settled.refund }) else { return }
        refunds[index].status = settled.outcome.status
        switch settled.outcome {
        case .succeeded(let reference):
            refunds[index].gatewayReference = reference
            refunds[index].message = nil
        case .declined(let message), .failed(let message):
            refunds[index].message = message
        }
        refunds[index].settledAt = settled.at
        status = refundedStatus
    }
}

// MARK: - What was given back

extension Payment {
    /// What was given back, or may have been: the sum of the refunds that count.
    package var refundedAmount: Money {
        Money(unchecked: refunds.reduce(0) { $1.status.counts ? $0 + $1.amount.minorUnits : $0 })
    }

    /// What of the money is still here; nothing unless it was taken.
    package var refundableAmount: Money {
        status.isCaptured ? Money(unchecked: amount.minorUnits - refundedAmount.minorUnits) : .zero
    }

    /// The status that follows from the refunds of a payment whose money was taken.
    package var refundedStatus: PaymentStatus {
        guard refunds.contains(where: { $0.status.counts }) else { return .succeeded }
        return refundedAmount == amount ? .refunded : .partiallyRefunded
    }

    /// How many of an order's line were given money back for.
    package func refundedQuantity(ofLine line: Int) -> Int {
        quantity(ofLine: line) { refund, _ in refund.status.counts }
    }

    /// How many of an order's line came back into stock; goods stay there when the gateway refuses the money.
    package func restockedQuantity(ofLine line: Int) -> Int {
        quantity(ofLine: line) { _, line in line.isRestocked }
    }

    private func quantity(ofLine line: Int, where counts: (Refund, RefundLine) -> Bool) -> Int {
        var sum = 0
        for refund in refunds {
            for part in refund.lines where part.line == line && counts(refund, part) { sum += part.quantity }
        }
        return sum
    }
}
