import Commerce
import Engine
import Synchronization
import TestSupport
import Testing

/// Receivers that have too much to do, many of them at once, and name servers that do not answer.
@Suite(.timeLimit(.minutes(10))) struct WebhookLoadTests {
    @Test func `a receiver with too much to do is left alone as a whole, for as long as it asks`() async throws {
        let isFirst = Mutex(true)
        let hooks = try await WebhookShop { _, _ in
            let wasFirst = isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
            return wasFirst ? .status(429, retryAfterMillis: 60_000) : .ok
        }
        try await hooks.endpoint(types: ["order.created"])
        try await hooks.mug()
        try await hooks.settle()
        let start = hooks.shop.time.now
        try await hooks.mug()
        try await hooks.settle()
        #expect(hooks.receiver.received.count == 1)
        hooks.shop.time.advance(millis: 59_999)
        try await hooks.settle()
        #expect(hooks.receiver.received.count == 1)
        try await hooks.turn { hooks.receiver.received.count >= 3 }
        #expect(hooks.shop.time.now.millis(since: start) >= 60_000)
        try await hooks.shop.close()
    }

    @Test func `a new filter is for what comes behind the change`() async throws {
        let hooks = try await WebhookShop()
        let id = try await hooks.endpoint(types: ["order.shipped"])
        try await hooks.mug()
        try await hooks.settle()
        let filter = try #require(WebhookFilter(["order.created"], knownTypes: Engine.webhookEventTypes))
        let change = WebhookCommands.Change(filter: filter)
        _ = try await hooks.shop.engine.changeWebhook(id, change, by: .admin, idempotency: nil)
        let second = try await hooks.mug()
        try await hooks.settle()
        #expect(try hooks.types(of: second) == ["order.created"])
        #expect(hooks.receiver.received.count == 1)
        try await hooks.shop.close()
    }

    @Test func `many events of many endpoints are handed out completely after a stop`() async throws {
        let first = try await WebhookShop()
        for _ in 0..<21 { try await first.endpoint(types: ["order.created"]) }
        try await first.settle()
        let shop = try await first.shop.reopened()
        for _ in 0..<30 { _ = try await shop.place(SampleShop.draft([SampleShop.line("mug")])) }
        let hooks = try await WebhookShop(shop: shop)
        try await hooks.settle()
        var counts: [String: Int] = [:]
        for request in hooks.receiver.received { counts[request.id, default: 0] += 1 }
        #expect(counts.count == 30 && counts.values.allSatisfy { $0 == 21 })
        try await hooks.shop.close()
    }

    @Test func `of a delivery that is sent again and again the newest fifty attempts are kept`() async throws {
        let hooks = try await WebhookShop()
        let id = try await hooks.endpoint(types: ["order.created"])
        try await hooks.mug()
        try await hooks.settle()
        let delivery = try #require(try hooks.deliveries(id).first).id
        for _ in 0..<51 {
            _ = try await hooks.shop.engine.redeliverWebhook(delivery, by: .admin, idempotency: nil)
            try await hooks.settle()
        }
        let log = try hooks.shop.engine.webhookDelivery(delivery, for: .admin).attempts
        #expect(log.map(\.number) == Array(3...52) && hooks.receiver.received.count == 52)
        try await hooks.shop.close()
    }

    @Test func `orders that a receiver cannot digest take their places of the window and no others`() async throws {
        let bad = Mutex<Set<String>>([])
        let hooks = try await WebhookShop { request, _ in
            guard let order = try? request.json["order_id"]?.string else { return .silence }
            let isBad = bad.withLock { bad in
                if bad.count < 70 { bad.insert(order) }
                return bad.contains(order)
            }
            return isBad ? .status(500) : .ok
        }
        let id = try await hooks.endpoint(types: ["order.created"])
        for _ in 0..<70 { try await hooks.mug() }
        try await hooks.settle()
        #expect(try hooks.webhook(id).unfinished == 70)
        _ = try await hooks.shop.engine.pauseWebhook(id, by: .admin, idempotency: nil)
        var orders: [OrderID] = []
        for _ in 0..<100 { orders.append(try await hooks.mug()) }
        _ = try await hooks.shop.engine.resumeWebhook(id, .catchUp, by: .admin, idempotency: nil)
        try await hooks.settle()
        for order in orders { #expect(try hooks.types(of: order) == ["order.created"]) }
        #expect(try hooks.webhook(id).unfinished == 70 && hooks.webhook(id).cursor == nil)
        try await hooks.shop.close()
    }

    @Test func `a request waits five seconds for the addresses of a name`() async throws {
        let shop = try await EngineHarness { $0.webhooks.resolver = SilentResolver() }
        let hooks = try await WebhookShop(shop: shop)
        let made = Task { try await hooks.endpoint() }
        #expect(await hooks.turn() == 5_000)
        await #expect(throws: EngineError.webhook(.url(.unresolvable))) { try await made.value }
        try await hooks.shop.close()
    }

    @Test func `the system's resolver has threads of its own and finds the machine itself`() async {
        let resolver = SystemResolver()
        let found = await withTaskGroup(of: [HostAddress].self) { group in
            for _ in 0..<50 { group.addTask { await resolver.addresses(of: "localhost") } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(found.count == 50 && found.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.refusal == .loopback } })
        #expect(await resolver.addresses(of: String(repeating: "x", count: 300)).isEmpty)
    }
}
