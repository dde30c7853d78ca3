/// An endpoint was paused by the server, because its receiver failed for too long or said that it is gone.
package struct WebhookPaused: Hashable, Sendable {
    /// Which endpoint.
    package let webhook: WebhookID
    /// Whose it is; nil for the shop's own.
    package let owner: CustomerID?
    /// Why.
    package let reason: PauseReason
    /// Failures in a row by then.
    package let failures: Int
    /// When.
    package let at: Timestamp

    /// Records that an endpoint was paused.
    package init(_ endpoint: WebhookEndpoint, reason: PauseReason, at: Timestamp) {
        webhook = endpoint.id
        owner = endpoint.owner
        self.reason = reason
        failures = endpoint.health.failuresInRow
        self.at = at
    }
}
