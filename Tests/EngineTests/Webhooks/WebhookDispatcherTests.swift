import Commerce
import Crypto
import Engine
import EventLog
import Storage
import Synchronization
import TestSupport
import Testing

/// Events on their way to receivers: in order, again, not before their time, and past those that are silent.
@Suite(.timeLimit(.minutes(10))) struct WebhookDispatcherTests {
    @Test func `every event of an order comes once and in its order, signed`() async throws {
        let hooks = try await WebhookShop()
        let id = try await hooks.endpoint()
        try hooks.shop.startPipeline()
        var orders: [OrderID] = []
        for _ in 0..<30 { orders.append(try await hooks.mug()) }
        try await hooks.shop.until { try hooks.shop.engine.orderTotals()[.shipped] == 30 }
        try await hooks.settle()
        for order in orders { #expect(try hooks.types(of: order) == WebhookShop.journey) }
        let endpoint = try hooks.webhook(id)
        #expect(endpoint.unfinished == 0 && endpoint.health.health == .healthy)
        for request in hooks.receiver.received {
            let seconds = try #require(request.fields["webhook-timestamp"])
            var code = HMAC<SHA256>(key: SymmetricKey(data: endpoint.secret.key))
            code.update(data: Array("\(request.id).\(seconds).".utf8))
            code.update(data: request.body)
            #expect(request.fields["webhook-signature"] == "v1," + Base64Text.encode(code.finalize()))
            #expect(try request.json["id"]?.string == request.id)
            #expect(try request.json["data"]?["event_type"]?.string == request.fields["X-Webhook-Event"])
        }
        #expect(Set(hooks.receiver.received.map(\.id)).count == 150 && hooks.receiver.received.count == 150)
        try await hooks.shop.close()
    }

    @Test func `a receiver that answers errors is asked again by the schedule, always under the same id`() async throws
    {
        let hooks = try await WebhookShop { _, attempt in attempt < 4 ? .status(500) : .ok }
        let id = try await hooks.endpoint(types: ["order.created"])
        try await hooks.mug()
        try await hooks.settle()
        for wait: Int64 in [5_000, 300_000, 1_800_000] {
            #expect((wait * 8 / 10...wait * 12 / 10).contains(await hooks.turn()))
            try await hooks.settle()
        }
        let delivery = try #require(try hooks.deliveries(id).first)
        #expect(delivery.status == .succeeded && delivery.attempts == 4)
        #expect(Set(hooks.receiver.received.map(\.id)) == [delivery.event.text])
        #expect(Set(hooks.receiver.received.map(\.body)).count == 1)
        #expect(hooks.receiver.received.map { $0.fields["X-Webhook-Attempt"] } == ["1", "2", "3", "4"])
        let log = try hooks.shop.engine.webhookDelivery(delivery.id, for: .admin).attempts
        #expect(log.map(\.number) == [1, 2, 3, 4] && log.map(\.attempt.status) == [500, 500, 500, 200])
        #expect(log.last?.attempt.nextAt == nil && log.first?.attempt.nextAt != nil)
        try await hooks.shop.close()
    }

    @Test func `later events of an order wait for an earlier one, other orders do not`() async throws {
        let stuck = Mutex<String?>(nil)
        let hooks = try await WebhookShop { request, attempt in
            guard let order = try? request.json["order_id"]?.string else { return .status(500) }
            let isStuck = stuck.withLock { stuck in
                if stuck == nil { stuck = order }
                return stuck == order
            }
            return isStuck && attempt == 1 ? .silence : .ok
        }
        try await hooks.endpoint()
        let first = try await hooks.mug()
        try await hooks.settle()
        try hooks.shop.startPipeline()
        let second = try await hooks.mug()
        try await hooks.shop.until { try hooks.shop.engine.orderTotals()[.shipped] == 2 }
        try await hooks.settle()
        #expect(try hooks.types(of: first) == ["order.created"])
        #expect(try hooks.types(of: second) == WebhookShop.journey)
        try await hooks.turn { try hooks.types(of: first).count == 2 * WebhookShop.journey.count }
        let seen = try hooks.types(of: first)
        #expect(seen == WebhookShop.journey.flatMap { [$0, $0] })
        try await hooks.shop.close()
    }

    @Test func `a dead receiver is paused after an hour, keeps its place, and catches up in order`() async throws {
        let isUp = Mutex(false)
        let hooks = try await WebhookShop { request, _ in
            request.url == WebhookShop.url("other") || isUp.withLock { $0 } ? .ok : .silence
        }
        let id = try await hooks.endpoint()
        try await hooks.endpoint("other", types: ["webhook.paused"])
        try hooks.shop.startPipeline()
        var orders: [OrderID] = []
        for _ in 0..<40 { orders.append(try await hooks.mug()) }
        try await hooks.shop.until { try hooks.shop.engine.orderTotals()[.shipped] == 40 }
        try await hooks.settle()
        try await hooks.turn { try hooks.webhook(id).status == .paused }
        let paused = try hooks.webhook(id)
        #expect(paused.pauseReason == .failing && paused.health.failuresInRow >= 15)
        #expect(hooks.shop.time.now.millis(since: paused.createdAt) >= 3_600_000)
        #expect(paused.unfinished <= WebhookEndpoint.window)
        #expect(try hooks.shop.records(of: "webhook_paused").count == 1)
        let before = hooks.receiver.received(at: WebhookShop.url()).count
        hooks.shop.time.advance(millis: 86_400_000)
        for _ in 0..<5 { orders.append(try await hooks.mug()) }
        try await hooks.shop.until { try hooks.shop.engine.orderTotals()[.shipped] == 45 }
        try await hooks.settle()
        #expect(hooks.receiver.received(at: WebhookShop.url()).count == before)
        isUp.withLock { $0 = true }
        _ = try await hooks.shop.engine.resumeWebhook(id, .catchUp, by: .admin, idempotency: nil)
        try await hooks.settle()
        for order in orders {
            var seen: [String] = []
            for type in try hooks.types(of: order) where seen.last != type { seen.append(type) }
            #expect(seen == WebhookShop.journey)
        }
        #expect(try hooks.webhook(id).cursor == nil && hooks.webhook(id).unfinished == 0)
        #expect(hooks.receiver.received(at: WebhookShop.url("other")).count == 1)
        try await hooks.shop.close()
    }

    @Test func `resuming with skip leaves out what was missed`() async throws {
        let hooks = try await WebhookShop()
        let id = try await hooks.endpoint(types: ["order.created"])
        _ = try await hooks.shop.engine.pauseWebhook(id, by: .admin, idempotency: nil)
        try await hooks.mug()
        try await hooks.settle()
        _ = try await hooks.shop.engine.resumeWebhook(id, .skip, by: .admin, idempotency: nil)
        let second = try await hooks.mug()
        try await hooks.settle()
        #expect(hooks.receiver.received.count == 1)
        #expect(try hooks.types(of: second) == ["order.created"])
        try await hooks.shop.close()
    }

    @Test func `silent receivers hold up nobody, and have a place at a time`() async throws {
        let barrier = CallBarrier()
        var limits = WebhookDispatcher.Limits()
        (limits.healthy, limits.failing) = (6, 2)
        let hooks = try await WebhookShop(limits: limits) { request, _ in
            guard request.url == WebhookShop.url("dead") else { return .ok }
            do { try await barrier.pass() } catch { return .silence }
            return .silence
        }
        try await hooks.endpoint("dead", types: ["order.created"])
        try await hooks.endpoint("shop", types: ["order.created"])
        for _ in 0..<40 { try await hooks.mug() }
        try await hooks.shop.until { hooks.receiver.received(at: WebhookShop.url()).count == 40 }
        #expect(hooks.receiver.mostUnderWay(at: WebhookShop.url("dead")) == 4)
        #expect(hooks.receiver.received(at: WebhookShop.url("dead")).count == 4)
        barrier.open()
        try await hooks.settle()
        #expect(hooks.receiver.received(at: WebhookShop.url("dead")).count == 40)
        try await hooks.shop.close()
    }

    @Test func `what was under way when the process ended is sent again under its id`() async throws {
        let barrier = CallBarrier()
        let hooks = try await WebhookShop { _, _ in
            do { try await barrier.pass() } catch { return .silence }
            return .ok
        }
        let id = try await hooks.endpoint(types: ["order.created"])
        let order = try await hooks.mug()
        try await hooks.shop.until { barrier.waitingCount == 1 }
        let sent = try #require(hooks.receiver.received.first)
        let again = try await WebhookShop(shop: try await hooks.shop.reopened())
        try await again.settle()
        #expect(again.receiver.received.map(\.id) == [sent.id] && again.receiver.received.map(\.body) == [sent.body])
        #expect(again.receiver.received.first?.fields["X-Webhook-Attempt"] == "2")
        #expect(try again.types(of: order) == ["order.created"])
        let delivery = try #require(try again.deliveries(id).first)
        let log = try again.shop.engine.webhookDelivery(delivery.id, for: .admin).attempts
        #expect(log.count == 2 && log.first?.attempt.finishedAt == nil && log.last?.attempt.status == 200)
        try await again.shop.close()
    }

    @Test func `a replay sends all from a time on once more, under the same ids`() async throws {
        let hooks = try await WebhookShop()
        let id = try await hooks.endpoint(types: ["order.created"])
        try await hooks.mug()
        hooks.shop.time.advance(millis: 60_000)
        let from = hooks.shop.time.now
        let second = try await hooks.mug()
        try await hooks.settle()
        _ = try await hooks.shop.engine.replayWebhook(id, from: .time(from), by: .admin, idempotency: nil)
        try await hooks.settle()
        #expect(try hooks.types(of: second) == ["order.created", "order.created"])
        #expect(hooks.receiver.received.count == 3 && Set(hooks.receiver.received.map(\.id)).count == 2)
        _ = try await hooks.shop.engine.replayWebhook(id, from: .earliest, by: .admin, idempotency: nil)
        try await hooks.settle()
        #expect(hooks.receiver.received.count == 5)
        try await hooks.shop.close()
    }

    @Test func `a delivery that was given up can be sent again by hand`() async throws {
        let isUp = Mutex(false)
        let hooks = try await WebhookShop { request, _ in
            request.url == WebhookShop.url() && !isUp.withLock { $0 } ? .status(500) : .ok
        }
        let id = try await hooks.endpoint(types: ["order.created"])
        try await hooks.mug()
        try await hooks.settle()
        try await hooks.turn { try hooks.deliveries(id).first?.status == .failed }
        let failed = try #require(try hooks.deliveries(id, .failed).first)
        #expect(failed.attempts == 10)
        #expect(hooks.shop.time.now.millis(since: failed.createdAt) > 60 * 3_600_000)
        isUp.withLock { $0 = true }
        _ = try await hooks.shop.engine.redeliverWebhook(failed.id, by: .admin, idempotency: nil)
        try await hooks.settle()
        #expect(try hooks.deliveries(id).map(\.status) == [.succeeded])
        #expect(hooks.receiver.received.count == 11 && Set(hooks.receiver.received.map(\.id)).count == 1)
        try await hooks.shop.close()
    }

    @Test func `a test is sent once and counts for nothing`() async throws {
        let hooks = try await WebhookShop { _, _ in .status(500) }
        let id = try await hooks.endpoint()
        _ = try await hooks.shop.engine.testWebhook(id, by: .admin, idempotency: nil)
        try await hooks.shop.until { try hooks.deliveries(id).first?.status == .failed }
        #expect(try hooks.webhook(id).health.count == 0 && hooks.webhook(id).unfinished == 0)
        #expect(try hooks.receiver.received.first?.json["type"]?.string == "webhook.test")
        try await hooks.shop.close()
    }

    @Test func `customers are told of their own orders alone`() async throws {
        let hooks = try await WebhookShop()
        let ada = try await hooks.shop.person("ada")
        let bob = try await hooks.shop.person("bob")
        try await hooks.endpoint(types: ["*"], by: ada)
        try await hooks.endpoint("other", types: ["*"])
        let own = try await hooks.mug(for: ada.customer)
        try await hooks.mug(for: bob.customer)
        try hooks.shop.startPipeline()
        try await hooks.shop.until { try hooks.shop.engine.orderTotals()[.shipped] == 2 }
        try await hooks.settle()
        let seen = hooks.receiver.received(at: WebhookShop.url())
        #expect(try seen.allSatisfy { try $0.json["order_id"]?.string == own.text } && seen.count == 7)
        #expect(hooks.receiver.received(at: WebhookShop.url("other")).count > 14)
        #expect(throws: EngineError.webhookNotFound) {
            try hooks.shop.engine.webhook(try #require(try ownID(hooks, ada)), for: bob)
        }
        try await hooks.shop.close()
    }

    private func ownID(_ hooks: WebhookShop, _ actor: Actor) throws -> WebhookID? {
        try hooks.shop.engine.webhooks(skip: 0, before: nil, limit: 10, for: actor).endpoints.first?.id
    }

    @Test func `during a rotation both secrets sign`() async throws {
        let hooks = try await WebhookShop()
        let id = try await hooks.endpoint(types: ["order.created"])
        let engine = hooks.shop.engine
        _ = try await engine.rotateWebhookSecret(id, to: nil, overlapSeconds: 60, by: .admin, idempotency: nil)
        try await hooks.mug()
        try await hooks.settle()
        hooks.shop.time.advance(millis: 60_000)
        try await hooks.mug()
        try await hooks.settle()
        let signatures = hooks.receiver.received.map {
            $0.fields["webhook-signature", default: ""].split(separator: " ")
        }
        #expect(signatures.map(\.count) == [2, 1])
        try await hooks.shop.close()
    }

    @Test func `finished deliveries are kept for thirty days, and those of a removed endpoint go with it`() async throws
    {
        let hooks = try await WebhookShop()
        let id = try await hooks.endpoint(types: ["order.created"])
        let other = try await hooks.endpoint("other", types: ["order.created"])
        for _ in 0..<3 { try await hooks.mug() }
        try await hooks.settle()
        while try await hooks.shop.engine.sweep(limit: 2) {}
        #expect(try hooks.deliveries(id).count == 3)
        _ = try await hooks.shop.engine.deleteWebhook(other, by: .admin, idempotency: nil)
        while try await hooks.shop.engine.sweep(limit: 2) {}
        #expect(throws: EngineError.webhookNotFound) { try hooks.webhook(other) }
        hooks.shop.time.advance(millis: 30 * 86_400_000)
        while try await hooks.shop.engine.sweep(limit: 2) {}
        #expect(try hooks.deliveries(id).isEmpty)
        try await hooks.shop.close()
    }
}
