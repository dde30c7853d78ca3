/// One event on its way to one endpoint.
package struct WebhookDelivery: Hashable, Sendable {
    /// Identifies this event at this endpoint, and again when it is replayed.
    package let id: DeliveryID
    /// Where it goes.
    package let webhook: WebhookID
    /// The id of the event, which receivers see as `webhook-id` with every attempt.
    package let event: EventID
    /// The event's type.
    package let type: String
    /// The event's place in the log; 0 for a test, which is not in the log.
    package let sequence: UInt64
    /// The order whose events keep their order; nil for events of none.
    package let order: OrderID?
    /// Whether it waits for the one before it of the same order: false for tests and what is sent again by hand.
    package var isOrdered: Bool
    /// Where it stands.
    package var status: DeliveryStatus
    /// Attempts so far.
    package var attempts = 0
    /// Attempts before it was last sent again by hand; the schedule begins behind them.
    package var attemptsBefore = 0
    /// When it was made of the event.
    package let createdAt: Timestamp
    /// When the next attempt is due; nil while it waits for the one before it, and at its end.
    package var dueAt: Timestamp?
    /// When it came to its end; nil before.
    package var finishedAt: Timestamp?
    /// The HTTP status of the last answer.
    package var lastStatus: Int?
    /// What is sent, kept from the first failure on and for tests; otherwise the log has it.
    package var body: [UInt8]?

    /// A delivery that was not attempted yet.
    ///
    /// - Parameter dueAt: nil when it has to wait for another one.
    package init(
        id: DeliveryID,
        webhook: WebhookID,
        event: EventID,
        type: String,
        sequence: UInt64,
        order: OrderID?,
        isOrdered: Bool,
        createdAt: Timestamp,
        dueAt: Timestamp?,
        body: [UInt8]? = nil
    ) {
        self.id = id
        self.webhook = webhook
        self.event = event
        self.type = type
        self.sequence = sequence
        self.order = order
        self.isOrdered = isOrdered
        status = .pending
        self.createdAt = createdAt
        self.dueAt = dueAt
        self.body = body
    }

    /// Whether it is a test, which says nothing about the endpoint's health.
    package var isTest: Bool { sequence == 0 }
}

/// Where a delivery stands. Stored, so append only.
package enum DeliveryStatus: UInt8, Coded {
    /// Waits, or is on its way.
    case pending = 0
    case succeeded = 1
    /// No attempt of the schedule arrived; it can be sent again by hand.
    case failed = 2
    /// Left out when the endpoint was resumed.
    case skipped = 3

    /// The word clients see.
    package var text: String {
        switch self {
        case .pending: "pending"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .skipped: "skipped"
        }
    }
}

/// What came of one attempt.
package enum AttemptOutcome: Hashable, Sendable {
    /// The receiver answered.
    case answered(status: Int, retryAfterMillis: Int64?)
    /// There was no answer; a word or a few say why.
    case failed(String)

    /// 2xx alone is a success; redirects are not followed and are none.
    package var isSuccess: Bool { status.map { (200...299).contains($0) } ?? false }

    /// The HTTP status; nil without an answer.
    package var status: Int? {
        if case .answered(let status, _) = self { status } else { nil }
    }

    /// What `Retry-After` asks for.
    package var retryAfterMillis: Int64? {
        if case .answered(_, let millis) = self { millis } else { nil }
    }

    /// Whether the receiver as a whole has too much to do.
    package var slowsEndpoint: Bool { status.map { [429, 502, 503, 504].contains($0) } ?? false }
}
