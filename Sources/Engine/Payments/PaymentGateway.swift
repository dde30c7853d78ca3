package import Commerce

/// A payment gateway outside of the process.
///
/// It is asked at least once: the payment's or refund's id is the idempotency key, and the same key must always get the
/// same answer and move money once at most. `SimulatedGateway` is no such gateway: it decides within a transaction.
package protocol PaymentGateway: Sendable {
    /// Which gateway this is, as payments remember it.
    var kind: GatewayKind { get }

    /// Takes a payment's money.
    ///
    /// - Throws: when no answer could be had, or none that can be read; ends early when the task is cancelled.
    func charge(_ payment: Payment) async throws(GatewayTrouble) -> GatewayAnswer

    /// Gives some of a payment's money back.
    ///
    /// - Throws: as `charge`.
    func refund(_ refund: Refund, of payment: Payment) async throws(GatewayTrouble) -> RefundOutcome
}

/// Why nobody knows what a gateway did: it has to be asked again.
package struct GatewayTrouble: Error, Sendable, Equatable {
    /// What went wrong, for logs and dead letters; never anything that was sent or received.
    package let reason: String
    /// When the gateway wants to be asked again, in milliseconds from now; nil when it did not say.
    package let retryAfterMillis: Int64?

    /// Describes a failed attempt.
    package init(_ reason: String, retryAfterMillis: Int64? = nil) {
        self.reason = reason
        self.retryAfterMillis = retryAfterMillis
    }
}
