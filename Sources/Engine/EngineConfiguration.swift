package import Commerce
package import Storage

/// What an engine is told at start; the environment variables behind it are in docs/operations.md.
package struct EngineConfiguration: Sendable {
    /// What is accepted and how long it may take.
    package var orders = OrderPolicy.standard
    /// Retries of a record that cannot be handled, before it becomes a dead letter (`MAX_RETRIES`).
    package var maxRetries = 3
    /// The wait before the first retry, doubled for each further one (`RETRY_BACKOFF_MS`).
    package var retryBackoffMillis: Int64 = 1_000
    /// How long the answer to a request with an `Idempotency-Key` is kept.
    package var idempotencyMillis: Int64 = 24 * 3_600_000
    /// How long a refresh token lives.
    package var refreshMillis: Int64 = 7 * 86_400_000
    /// bcrypt's cost: two to the power of it rounds.
    package var passwordCost = 12
    /// Unknown products of an order are added to the catalogue at the order's price.
    package var addsUnknownProducts = false
    /// Where webhooks may lead, and when they are tried again.
    package var webhooks = WebhookSettings()
    /// What customers are told, and how.
    package var notifications = NotificationConfiguration()

    /// Gives out the server's own secret of at least 32 bytes, with which stored answers and their keys are made
    /// unreadable. Asked once, when the data directory is open and locked.
    package var secret: @Sendable () throws(StorageError) -> [UInt8]

    /// The standard values with a secret from anywhere.
    package init(secret: @escaping @Sendable () throws(StorageError) -> [UInt8]) { self.secret = secret }

    /// The standard values with the secret that lies in a data directory, in the file `keys/answers`; made on first use.
    package init(keeping directory: DataDirectory, entropy: Entropy) {
        self.init { () throws(StorageError) in
            let secret = try directory.secret("answers") { entropy.bytes(AnswerSecret.bytes) }
            guard secret.count >= AnswerSecret.bytes else {
                let reason = "it has fewer than \(AnswerSecret.bytes) bytes"
                throw .damagedFile(path: "\(directory.keysPath)/answers", reason: reason)
            }
            return secret
        }
    }
}
