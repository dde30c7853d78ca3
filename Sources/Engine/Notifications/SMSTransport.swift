package import Commerce

/// Sends text messages through a gateway over HTTP: signed JSON with an idempotency key. docs/operations.md describes what
/// it has to answer.
package struct SMSTransport: MessageTransport {
    /// How to reach a gateway.
    package struct Configuration: Sendable {
        /// Where messages are posted to, `http` or `https`, without query (`SMS_GATEWAY_URL`).
        package var url: String
        /// What requests are signed with (`SMS_GATEWAY_SECRET`).
        package var secret: [UInt8]
        /// How long an answer may take, all of it (`SMS_GATEWAY_TIMEOUT`).
        package var timeoutSeconds: Int

        package init(url: String, secret: [UInt8], timeoutSeconds: Int = 10) {
            self.url = url
            self.secret = secret
            self.timeoutSeconds = timeoutSeconds
        }
    }

    /// Messages on their way at once.
    private static let connections = 8
    /// Statuses that another attempt would not change.
    private static let permanent: Set<Int> = [400, 404, 410, 413, 422]

    /// Text messages.
    package let channel = NotificationChannel.sms
    /// As many as there are connections.
    package let window = SMSTransport.connections
    private let client: SignedClient

    /// A transport that nothing was sent by yet; `shutdown` has to be called in the end.
    package init(_ configuration: Configuration, time: any TimeSource) {
        client = SignedClient(
            url: configuration.url,
            secret: configuration.secret,
            timeoutSeconds: configuration.timeoutSeconds,
            time: time,
            connections: Self.connections
        )
    }

    /// Closes the connections; messages under way fail.
    package func shutdown() async throws { try await client.shutdown() }

    /// Sends a text message.
    package func send(_ message: OutgoingMessage) async throws(DeliveryTrouble) {
        guard let phone = message.recipient.phone else {
            throw DeliveryTrouble("there is no number", isPermanent: true)
        }
        let body = SignedClient.json { json in
            json.field("to", phone)
            json.field("message", message.text.short)
            json.field("reference", message.id)
        }
        let answer: GatewayHTTPAnswer
        do throws(GatewayTrouble) {
            answer = try await client.post("", key: message.id.text, body)
        } catch {
            throw DeliveryTrouble(error.reason, retryAfterMillis: error.retryAfterMillis)
        }
        guard !(200...299).contains(answer.status) else { return }
        throw DeliveryTrouble(
            "the gateway answered \(answer.status)",
            isPermanent: Self.permanent.contains(answer.status),
            retryAfterMillis: answer.retryAfterMillis
        )
    }
}
