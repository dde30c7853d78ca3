/// What a customer is told about one thing that happened, on every channel there is. Clients see one notification for
/// each channel.
package struct Notice: Hashable, Sendable {
    /// The most Unicode scalars of a subject that somebody wrote.
    package static let subjectLimit = 200
    /// The most Unicode scalars of a message that somebody wrote.
    package static let messageLimit = 4_000

    /// Identifies the notice: the id of the event that it is about, so that an event has one at most.
    package let id: NoticeID
    /// Who is told.
    package let customer: CustomerID
    /// What about.
    package let kind: NoticeKind
    /// The order that it is about, if it is about one.
    package let order: OrderID?
    /// What somebody wrote; nil for what is written with a template about an order.
    package let writing: Writing?
    /// When it was made.
    package let createdAt: Timestamp
    /// When the customer said to have read it.
    package var readAt: Timestamp?
    /// One for each channel, in the order of the channels.
    package var entries: [Entry]

    /// A subject and a message in somebody's own words.
    package struct Writing: Hashable, Sendable {
        /// One line; nil when there is only the message.
        package let subject: String?
        /// May have several lines.
        package let message: String

        package init(subject: String?, message: String) {
            self.subject = subject
            self.message = message
        }
    }

    /// The notice on one channel.
    package struct Entry: Hashable, Sendable {
        /// How it is sent.
        package let channel: NotificationChannel
        /// How far it has come.
        package var status: NotificationStatus
        /// Why it is skipped.
        package var skipped: SkipReason?
        /// Attempts that were made.
        package var attempts: Int
        /// When its status or its number of attempts last changed.
        package var changedAt: Timestamp
        /// When the next attempt is due, while it is pending.
        package var dueAt: Timestamp?
        /// Why the last attempt failed; nothing that was sent.
        package var error: String?
        /// Where the record that asks for it stands in its topic.
        package var requestOffset: Int64?

        package init(
            channel: NotificationChannel,
            status: NotificationStatus,
            skipped: SkipReason? = nil,
            attempts: Int = 0,
            changedAt: Timestamp,
            dueAt: Timestamp? = nil,
            error: String? = nil,
            requestOffset: Int64? = nil
        ) {
            self.channel = channel
            self.status = status
            self.skipped = skipped
            self.attempts = attempts
            self.changedAt = changedAt
            self.dueAt = dueAt
            self.error = error
            self.requestOffset = requestOffset
        }
    }

    /// Builds a notice from its fields; new ones come from `PlanNotice`.
    package init(
        id: NoticeID,
        customer: CustomerID,
        kind: NoticeKind,
        order: OrderID? = nil,
        writing: Writing? = nil,
        createdAt: Timestamp,
        readAt: Timestamp? = nil,
        entries: [Entry]
    ) {
        self.id = id
        self.customer = customer
        self.kind = kind
        self.order = order
        self.writing = writing
        self.createdAt = createdAt
        self.readAt = readAt
        self.entries = entries
    }

    /// The notice on one channel; nil when it is not meant for it.
    package func entry(_ channel: NotificationChannel) -> Entry? { entries.first { $0.channel == channel } }

    /// The id that clients know the notice on a channel by.
    package func notificationID(_ channel: NotificationChannel) -> NotificationID {
        NotificationID(notice: id, channel: channel)
    }
}

extension Identifier where Subject == NotificationTag {
    /// Derives the id of a notice's notification on a channel, as the ids of an order's lines are derived: the same event
    /// and channel always have the same one.
    package init(notice: NoticeID, channel: NotificationChannel) {
        let free = (notice.low &+ UInt64(channel.rawValue) &+ 1) & Self.variantMask
        self.init(high: notice.high, low: notice.low & ~Self.variantMask | free)
    }

    /// The notice, if this is the id of its notification on `channel`.
    package func notice(on channel: NotificationChannel) -> NoticeID {
        let free = (low &- UInt64(channel.rawValue) &- 1) & Self.variantMask
        return NoticeID(high: high, low: low & ~Self.variantMask | free)
    }
}
