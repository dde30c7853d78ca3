import Engine

/// What this process reaches others with: payment gateway, receivers of webhooks, mail and SMS. They hold connections
/// and threads, so they are shut down in the end.
struct OutsideClients {
    /// Nil where the simulated gateway decides.
    let payments: HTTPPaymentGateway?
    let webhooks: HTTPWebhookSender
    /// One for each channel that is configured.
    let transports: [any MessageTransport]

    /// Makes those that the settings ask for.
    ///
    /// - Throws: failures of settings that cannot be used; nothing is left open then.
    init(_ settings: Settings, _ engine: Engine) throws {
        let gateway = try settings.paymentGateway()
        // The last that can fail: nothing has to be shut down before all settings are read.
        transports = try settings.transports(time: engine.time)
        payments = gateway.map { HTTPPaymentGateway($0, time: engine.time) }
        webhooks = HTTPWebhookSender(gate: engine.webhookGuard, time: engine.time)
    }

    /// Ends all of them, whatever is on its way.
    func shutdown() async throws {
        await webhooks.shutdown()
        for transport in transports { try await transport.shutdown() }
        try await payments?.shutdown()
    }
}
