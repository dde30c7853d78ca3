/// Where a refund stands.
package enum RefundStatus: UInt8, Coded {
    /// Decided; the gateway's answer is not known yet.
    case pending = 0
    /// The money was given back.
    case succeeded = 1
    /// The gateway said no; no money was given back.
    case declined = 2
    /// The gateway gave no answer to any attempt, so it may or may not have given the money back.
    case failed = 3

    /// The lower-case name clients see.
    package var text: String {
        switch self {
        case .pending: "pending"
        case .succeeded: "succeeded"
        case .declined: "declined"
        case .failed: "failed"
        }
    }

    /// True unless it is certain that no money was given back: what counts must not be given back a second time.
    package var counts: Bool { self != .declined }
}

/// How much of one line of the order a refund is for.
package struct RefundLine: Hashable, Sendable {
    /// The line's index in the order, from 0.
    package let line: Int
    /// The line's product.
    package let product: ProductID
    /// How many of it, at least 1.
    package let quantity: Int
    /// Whether the goods are back in stock.
    package let isRestocked: Bool

    /// Builds a line from its fields; `RefundPayment` sees to it that it fits the order.
    package init(line: Int, product: ProductID, quantity: Int, isRestocked: Bool) {
        self.line = line
        self.product = product
        self.quantity = quantity
        self.isRestocked = isRestocked
    }
}

/// Money of one payment that is given back. Its id is the idempotency key towards the gateway.
package struct Refund: Hashable, Sendable {
    /// The most Unicode scalars a reason may have.
    package static let reasonLimit = 500

    /// Identifies the refund, here and at the gateway.
    package let id: RefundID
    /// How much is given back.
    package let amount: Money
    /// Why, for people.
    package let reason: String
    /// What it is given back for; none when it is for no line in particular.
    package let lines: [RefundLine]
    /// Where it stands.
    package internal(set) var status: RefundStatus
    /// The gateway's own name for it, if it gave one.
    package internal(set) var gatewayReference: String?
    /// Why it was declined or has failed, for people.
    package internal(set) var message: String?
    /// When it was decided.
    package let requestedAt: Timestamp
    /// When its outcome was recorded.
    package internal(set) var settledAt: Timestamp?

    /// Builds a refund from its stored fields; new ones come from the commands that give money back.
    package init(
        id: RefundID,
        amount: Money,
        reason: String,
        lines: [RefundLine] = [],
        status: RefundStatus,
        gatewayReference: String? = nil,
        message: String? = nil,
        requestedAt: Timestamp,
        settledAt: Timestamp? = nil
    ) {
        self.id = id
        self.amount = amount
        self.reason = reason
        self.lines = lines
        self.status = status
        self.gatewayReference = gatewayReference
        self.message = message
        self.requestedAt = requestedAt
        self.settledAt = settledAt
    }
}

/// What has become of a refund at the gateway.
package enum RefundOutcome: Hashable, Sendable {
    /// The money was given back; the gateway's own name for it, if it gave one.
    case succeeded(reference: String?)
    /// The gateway refused, and says why.
    case declined(message: String)
    /// No attempt was answered.
    case failed(message: String)

    /// The status that the refund has with it.
    package var status: RefundStatus {
        switch self {
        case .succeeded: .succeeded
        case .declined: .declined
        case .failed: .failed
        }
    }
}
