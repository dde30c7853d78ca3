package import Commerce

/// A payment gateway over HTTP: signed JSON with an idempotency key. docs/operations.md describes what it has to answer.
package struct HTTPPaymentGateway: PaymentGateway {
    /// How to reach a gateway.
    package struct Configuration: Sendable {
        /// Where payments are asked for, `http` or `https`, without query (`PAYMENT_GATEWAY_URL`).
        package var url: String
        /// What requests are signed with (`PAYMENT_GATEWAY_SECRET`).
        package var secret: [UInt8]
        /// How long an answer may take, all of it (`PAYMENT_GATEWAY_TIMEOUT`).
        package var timeoutSeconds: Int

        package init(url: String, secret: [UInt8], timeoutSeconds: Int = 10) {
            self.url = url
            self.secret = secret
            self.timeoutSeconds = timeoutSeconds
        }
    }

    /// An outside gateway over HTTP.
    package var kind: GatewayKind { .http }
    private let client: SignedClient

    /// A gateway that nothing was sent to yet; `shutdown` has to be called in the end.
    package init(_ configuration: Configuration, time: any TimeSource, connections: Int = GatewayCaller.standardWindow)
    {
        client = SignedClient(
            url: configuration.url,
            secret: configuration.secret,
            timeoutSeconds: configuration.timeoutSeconds,
            time: time,
            connections: connections
        )
    }

    /// Closes the connections; calls under way fail.
    package func shutdown() async throws { try await client.shutdown() }

    /// Asks for a payment's money.
    package func charge(_ payment: Payment) async throws(GatewayTrouble) -> GatewayAnswer {
        let body = SignedClient.json { json in
            json.field("payment_id", payment.id)
            json.field("order_id", payment.order)
            json.field("amount", minorUnits: payment.amount.minorUnits)
            json.field("currency", payment.currency.text)
            json.field("payment_method", payment.method.text)
            if let card = payment.card {
                json.objectField("card") { json in
                    json.field("brand", card.brand.text)
                    json.field("last4", card.lastFour)
                }
            }
        }
        let answer = try await client.post("", key: payment.id.text, body)
        return try answer.charge()
    }

    /// Asks for a refund of a payment that this gateway took.
    package func refund(_ refund: Refund, of payment: Payment) async throws(GatewayTrouble) -> RefundOutcome {
        let body = SignedClient.json { json in
            json.field("refund_id", refund.id)
            json.field("payment_id", payment.id)
            json.field("reference", payment.gatewayReference)
            json.field("amount", minorUnits: refund.amount.minorUnits)
            json.field("currency", payment.currency.text)
            json.field("reason", refund.reason)
        }
        let answer = try await client.post("/\(payment.id.text)/refunds", key: refund.id.text, body)
        return try answer.refund()
    }
}
