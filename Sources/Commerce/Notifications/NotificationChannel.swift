/// A way by which a customer is told something.
package enum NotificationChannel: UInt8, Coded {
    /// Shown to the customer in the shop.
    case inApp = 0
    /// An e-mail.
    case email = 1
    /// A text message to a telephone.
    case sms = 2

    /// The lower-case word clients see.
    package var text: String {
        switch self {
        case .inApp: "in_app"
        case .email: "email"
        case .sms: "sms"
        }
    }

    /// Whether somebody outside of the shop carries it.
    package var isOutside: Bool { self != .inApp }
}

/// How far a notification has come on its channel.
package enum NotificationStatus: UInt8, Coded {
    /// It waits for its first or next attempt.
    case pending = 0
    /// The customer can read it, or whoever carries it has taken it.
    case sent = 1
    /// It is not sent, for a reason that is no failure.
    case skipped = 2
    /// No attempt got through, or the address was refused.
    case failed = 3

    /// The lower-case word clients see.
    package var text: String {
        switch self {
        case .pending: "pending"
        case .sent: "sent"
        case .skipped: "skipped"
        case .failed: "failed"
        }
    }
}

/// Why a notification is not sent.
package enum SkipReason: UInt8, Coded {
    /// The shop has no such channel.
    case notConfigured = 0
    /// The customer does not want it.
    case optedOut = 1
    /// Nobody knows where to send it.
    case noAddress = 2

    /// The snake_case word clients see.
    package var text: String {
        switch self {
        case .notConfigured: "not_configured"
        case .optedOut: "opted_out"
        case .noAddress: "no_address"
        }
    }
}
