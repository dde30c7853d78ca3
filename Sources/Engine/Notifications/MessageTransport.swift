package import Commerce

/// What is to be sent to somebody outside.
package struct OutgoingMessage: Sendable {
    /// The same at every attempt.
    package var id: NotificationID
    /// When the notice was made.
    package var createdAt: Timestamp
    /// Who gets it.
    package var recipient: NoticeRecipient
    /// The words.
    package var text: NoticeText
}

/// Carries messages on one channel, outside of the process. It is asked at least once for each message; the id is the
/// same every time.
package protocol MessageTransport: Sendable {
    /// What it carries.
    var channel: NotificationChannel { get }
    /// Messages that may be on their way at once.
    var window: Int { get }

    /// Sends a message.
    ///
    /// - Throws: when nobody took it; ends early when the task is cancelled.
    func send(_ message: OutgoingMessage) async throws(DeliveryTrouble)

    /// Ends what is still open; nothing is sent afterwards.
    func shutdown() async throws
}

/// Why nobody took a message.
package struct DeliveryTrouble: Error, Sendable, Equatable {
    /// What went wrong, for logs and dead letters; never anything that was sent.
    package let reason: String
    /// Whether another attempt would end the same way.
    package let isPermanent: Bool
    /// When the next attempt is welcome, in milliseconds from now; nil when nobody said.
    package let retryAfterMillis: Int64?

    /// Describes a failed attempt.
    package init(_ reason: String, isPermanent: Bool = false, retryAfterMillis: Int64? = nil) {
        self.reason = reason
        self.isPermanent = isPermanent
        self.retryAfterMillis = retryAfterMillis
    }
}
