import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// A resolver that never answers.
struct SilentResolver: HostResolver {
    func addresses(of host: String) async -> [HostAddress] {
        do { try await CallBarrier().pass() } catch { return [] }
        return []
    }
}

/// A shop with a dispatcher and scripted receivers, for the tests of webhooks.
struct WebhookShop: Sendable {
    let shop: EngineHarness
    let receiver: ScriptedReceiver
    let dispatcher: WebhookDispatcher

    init(
        shop: EngineHarness? = nil,
        limits: WebhookDispatcher.Limits = WebhookDispatcher.Limits(),
        _ script: @escaping ScriptedReceiver.Script = { _, _ in .ok }
    ) async throws {
        if let shop {
            self.shop = shop
        } else {
            self.shop = try await EngineHarness { $0.webhooks.resolver = Self.resolver }
        }
        let receiver = ScriptedReceiver(script)
        self.receiver = receiver
        let dispatcher = WebhookDispatcher(self.shop.engine, sender: receiver, version: "test", limits: limits)
        self.dispatcher = dispatcher
        self.shop.run { try await dispatcher.run() }
    }

    static let resolver = ScriptedResolver([
        "shop.example.com": [["8.8.8.8"]], "dead.example.com": [["8.8.4.4"]], "other.example.com": [["9.9.9.9"]],
    ])

    static func url(_ host: String = "shop") -> String { "https://\(host).example.com/" }

    /// Adds an endpoint and answers its id.
    @discardableResult
    func endpoint(
        _ host: String = "shop",
        types: [String] = ["order.*"],
        by actor: Actor = .admin,
        _ change: (inout WebhookDraft) -> Void = { _ in }
    ) async throws -> WebhookID {
        var draft = WebhookDraft(url: try WebhookURL(Self.url(host), allowsPrivate: false))
        draft.filter = try #require(WebhookFilter(types, knownTypes: Engine.webhookEventTypes))
        change(&draft)
        let answer = try await shop.engine.createWebhook(draft, by: actor, idempotency: nil)
        let text = try #require(try JSONDocument(parsing: answer.body).root["webhook_id"]?.string)
        return try #require(WebhookID(text: text))
    }

    func webhook(_ id: WebhookID) throws -> WebhookEndpoint { try shop.engine.webhook(id, for: .admin) }

    func deliveries(_ id: WebhookID, _ status: DeliveryStatus? = nil) throws -> [WebhookDelivery] {
        try shop.engine.webhookDeliveries(of: id, status: status, before: nil, limit: 100, for: .admin).deliveries
    }

    @discardableResult
    func mug(for customer: CustomerID = SampleShop.guest) async throws -> OrderID {
        try await shop.place(SampleShop.draft([SampleShop.line("mug")], customer: customer)).id
    }

    /// Waits until everybody was told of everything that can be told now.
    func settle() async throws { try await shop.until { dispatcher.isIdle } }

    /// Turns the clock to the next time somebody waits for.
    func turn() async -> Int64 {
        let start = shop.time.now
        let wake = await shop.time.nextWake()
        if wake > start { shop.time.set(wake) }
        return wake.millis(since: start)
    }

    /// Turns the clock from one waking to the next until something holds.
    func turn(until condition: () throws -> Bool) async throws {
        while try !condition() {
            _ = await turn()
            try await settle()
        }
    }

    /// The types an order's events came with at a receiver, in their order and each attempt by itself.
    func types(of order: OrderID, at host: String = "shop") throws -> [String] {
        try receiver.received(at: Self.url(host)).compactMap { request in
            let json = try request.json
            return json["order_id"]?.string == order.text ? json["type"]?.string : nil
        }
    }

    static let journey = [
        "order.created", "order.validated", "order.payment_processed", "order.fulfilled", "order.shipped",
    ]
}
