/// Where somebody wants to be told of events, and how far they were told.
package struct WebhookEndpoint: Hashable, Sendable {
    /// The most endpoints that one customer may have.
    package static let customerLimit = 20
    /// How long the secret before stays good after a rotation unless told otherwise, in seconds.
    package static let standardOverlapSeconds: Int64 = 86_400
    /// The longest time a secret may stay good after its rotation, in seconds.
    package static let overlapRange: ClosedRange<Int64> = 0...604_800
    /// Deliveries of one endpoint that may be unfinished at once; what comes behind them stays in the log.
    package static let window = 128

    /// Identifies the endpoint.
    package let id: WebhookID
    /// Whose orders it is about; nil for the shop's own, which are about everything.
    package let owner: CustomerID?
    /// Where to send, as `WebhookURL.text` spells it.
    package var url: String
    /// What to send.
    package var filter: WebhookFilter
    /// What the bodies say.
    package var format: WebhookFormat
    /// What signs.
    package var secret: WebhookSecret
    /// What signed before the last rotation.
    package var previousSecret: WebhookSecret?
    /// Until when the secret before signs, too.
    package var previousUntil: Timestamp?
    /// Whether anything is sent.
    package var status: WebhookStatus
    /// Why it is paused; nil while it is active.
    package var pauseReason: PauseReason?
    /// When it was made.
    package let createdAt: Timestamp
    /// When its owner, or a pause, last changed it.
    package var updatedAt: Timestamp

    /// The last record of the log that was looked at for it; nil while it is level with all the others that are.
    package var cursor: UInt64?
    /// The last record that became a delivery.
    package var handed: UInt64 = 0
    /// Deliveries that wait or are on their way.
    package var unfinished = 0
    /// How the last attempts went.
    package var health = AttemptHistory()
    /// Nothing is sent before: the receiver said that it has too much to do.
    package var heldUntil: Timestamp?

    /// An endpoint that is told of what comes behind a record of the log.
    package init(
        id: WebhookID,
        owner: CustomerID?,
        url: String,
        filter: WebhookFilter,
        format: WebhookFormat,
        secret: WebhookSecret,
        cursor: UInt64,
        createdAt: Timestamp
    ) {
        self.id = id
        self.owner = owner
        self.url = url
        self.filter = filter
        self.format = format
        self.secret = secret
        status = .active
        self.cursor = cursor
        handed = cursor
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// Whether somebody may see and change it: the owner, and those who run the shop.
    package func isVisible(to actor: Actor) -> Bool {
        if status == .deleted { return false }
        return actor.isStaff || (owner != nil && owner == actor.id.map(CustomerID.account))
    }

    /// What signs at a time: the secret, and for a while the one before.
    package func signingSecrets(at now: Timestamp) -> [WebhookSecret] {
        guard let previousSecret, let previousUntil, previousUntil > now else { return [secret] }
        return [secret, previousSecret]
    }

    /// Whether there is room for another delivery.
    package var hasRoom: Bool { unfinished < Self.window }

    /// Whether an event is for this endpoint: the shop's get all they ask for, a customer's only what its own orders
    /// show to customers.
    package func wants(type: String, of customer: CustomerID?, isVisibleToCustomer: Bool) -> Bool {
        guard filter.matches(type) else { return false }
        guard let owner else { return true }
        return owner == customer && isVisibleToCustomer
    }
}

/// Whether an endpoint is sent anything. Stored, so append only.
package enum WebhookStatus: UInt8, Coded {
    case active = 0
    case paused = 1
    /// Gone for everybody; its deliveries are being removed.
    case deleted = 2

    /// The word clients see.
    package var text: String {
        switch self {
        case .active: "active"
        case .paused: "paused"
        case .deleted: "deleted"
        }
    }
}

/// Why an endpoint is paused. Stored, so append only.
package enum PauseReason: UInt8, Coded {
    /// Somebody wanted it.
    case requested = 0
    /// Too many failures for too long.
    case failing = 1
    /// The receiver answered 410.
    case gone = 2

    /// The word clients see.
    package var text: String {
        switch self {
        case .requested: "requested"
        case .failing: "failing"
        case .gone: "gone"
        }
    }
}

/// What the body of a delivery says. Stored, so append only.
package enum WebhookFormat: UInt8, Coded {
    /// The whole event.
    case full = 0
    /// Ids alone, for receivers that read the rest from the API.
    case thin = 1

    /// The word clients see.
    package var text: String {
        switch self {
        case .full: "full"
        case .thin: "thin"
        }
    }
}
