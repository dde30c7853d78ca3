package import Commerce

/// What one attempt sends.
package struct WebhookRequest: Sendable {
    /// The endpoint's address as it is stored.
    package var url: String
    /// Header fields without those of the connection, in their order.
    package var fields: [(name: String, value: String)]
    /// The signed bytes.
    package var body: [UInt8]

    package init(url: String, fields: [(name: String, value: String)], body: [UInt8]) {
        self.url = url
        self.fields = fields
        self.body = body
    }
}

/// What came back.
package struct WebhookAnswer: Sendable {
    /// Whether there was an answer, and which.
    package var outcome: AttemptOutcome
    /// The beginning of the answer's body, at most `WebhookAttempt.answerLimitBytes`.
    package var body: [UInt8]

    package init(_ outcome: AttemptOutcome, body: [UInt8] = []) {
        self.outcome = outcome
        self.body = body
    }
}

/// Brings deliveries to receivers.
package protocol WebhookSender: Sendable {
    /// Sends one attempt and waits for its answer, for a bounded time.
    func send(_ request: WebhookRequest) async -> WebhookAnswer
}
