import Commerce
import Testing

/// Secrets, filters, the schedule, and what attempts mean.
struct WebhookRuleTests {
    private static let now = Timestamp(millis: 1_772_366_400_000)

    private func endpoint() throws -> WebhookEndpoint {
        WebhookEndpoint(
            id: WebhookID(high: 1, low: 1),
            owner: nil,
            url: "https://shop.example.com/",
            filter: .all,
            format: .full,
            secret: WebhookSecret(random: Array(0..<32)),
            cursor: 7,
            createdAt: Self.now
        )
    }

    private func delivery(_ webhook: WebhookEndpoint) -> WebhookDelivery {
        WebhookDelivery(
            id: DeliveryID(high: 2, low: 2),
            webhook: webhook.id,
            event: EventID(high: 3, low: 3),
            type: "order.created",
            sequence: 8,
            order: OrderID(high: 4, low: 4),
            isOrdered: true,
            createdAt: Self.now,
            dueAt: Self.now
        )
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]) func `base64 is that of RFC 4648`(plain: String, text: String) {
        #expect(Base64Text.encode(plain.utf8) == text)
        #expect(Base64Text.decode(text) == Array(plain.utf8))
    }

    @Test(arguments: ["Zg=", "Zg", "Zh==", "Z===", "Zm9v\n", "Zm 9", "=Zm9", "Zm9_"])
    func `base64 in any other form is refused`(
        text: String
    ) { #expect(Base64Text.decode(text) == nil) }

    @Test func `a secret is 32 random bytes or the owner's own`() throws {
        let made = WebhookSecret(random: Array(repeating: 7, count: 32))
        #expect(made.text.hasPrefix("whsec_") && WebhookSecret(made.text)?.key == made.key)
        #expect(WebhookSecret("my own secret, 16+") == nil)
        #expect(WebhookSecret("my-own-secret-16").map { $0.key == Array($0.text.utf8) } == true)
        #expect(WebhookSecret("short") == nil)
        #expect(WebhookSecret("whsec_" + Base64Text.encode([UInt8](repeating: 1, count: 23))) == nil)
        #expect(WebhookSecret("whsec_not-base64-at-all!") == nil)
        #expect(WebhookSecret(String(repeating: "x", count: 101)) == nil)
    }

    @Test func `filters are exact, families, or everything`() throws {
        let types = ["order.created", "order.shipped", "payment.failed"]
        let family = try #require(WebhookFilter(["order.*", "payment.failed", "order.*"], knownTypes: types))
        #expect(family.patterns == ["order.*", "payment.failed"])
        #expect(types.allSatisfy(family.matches) && !family.matches("product.created"))
        #expect(WebhookFilter(["*"], knownTypes: types)?.matches("webhook.paused") == true)
        for wrong in [[], ["order"], ["order.gone"], ["orders.*"], ["order.created.*"], ["**"]] {
            #expect(WebhookFilter(wrong, knownTypes: types) == nil)
        }
    }

    @Test func `the schedule has ten attempts with a jitter of a fifth`() {
        let schedule = WebhookRetrySchedule()
        for (index, wait) in WebhookRetrySchedule.waitsMillis.enumerated() {
            let waits = [0, 200, 400].map {
                schedule.waitMillis(afterAttempt: index + 1, retryAfterMillis: nil, jitter: $0)
            }
            #expect(waits == [wait * 8 / 10, wait, wait * 12 / 10])
        }
        #expect(schedule.waitMillis(afterAttempt: 10, retryAfterMillis: nil, jitter: 0) == nil)
        #expect(schedule.waitMillis(afterAttempt: 1, retryAfterMillis: 60_000, jitter: 0) == 60_000)
        #expect(schedule.waitMillis(afterAttempt: 2, retryAfterMillis: 60_000, jitter: 200) == 300_000)
        #expect(schedule.waitMillis(afterAttempt: 1, retryAfterMillis: .max, jitter: 0) == 86_400_000)
        #expect(
            WebhookRetrySchedule(scaleThousandths: 10).waitMillis(afterAttempt: 1, retryAfterMillis: nil, jitter: 200)
                == 50
        )
    }

    @Test func `health is counted over the last hundred attempts`() {
        var history = AttemptHistory()
        #expect(history.health == .unknown && history.successPercent == nil)
        for _ in 0..<100 { history.note(success: true, at: Self.now) }
        #expect(history.health == .healthy)
        for _ in 0..<5 { history.note(success: false, at: Self.now) }
        #expect(history.successPercent == 95 && history.health == .healthy)
        history.note(success: false, at: Self.now)
        #expect(history.health == .degraded)
        for _ in 0..<15 { history.note(success: false, at: Self.now) }
        #expect(history.successPercent == 79 && history.health == .failing && history.failuresInRow == 21)
        history.note(success: true, at: Self.now)
        #expect(history.failuresInRow == 0 && history.failingSince == nil)
    }

    private func after(_ failures: Int, _ status: Int = 500, minutes: Int64) throws -> RecordAttempt.Result {
        var endpoint = try endpoint()
        endpoint.unfinished = 1
        for _ in 1..<failures { endpoint.health.note(success: false, at: Self.now) }
        return RecordAttempt.decide(
            endpoint,
            delivery(endpoint),
            outcome: .answered(status: status, retryAfterMillis: nil),
            schedule: WebhookRetrySchedule(),
            level: 9,
            jitter: 200,
            now: Self.now.adding(millis: minutes * 60_000)
        )
    }

    @Test func `an endpoint is paused by its fifteenth failure in a row, an hour after the first`() throws {
        #expect(try after(14, minutes: 61).pause == nil)
        #expect(try after(15, minutes: 59).pause == nil)
        let paused = try after(15, minutes: 60)
        #expect(
            paused.pause == .failing && paused.endpoint.status == .paused && paused.endpoint.pauseReason == .failing
        )
        #expect(paused.delivery.status == .pending && paused.endpoint.unfinished == 1 && paused.endpoint.cursor == 7)
    }

    @Test func `a receiver with too much to do rests for seconds, however long the delivery waits`() throws {
        var (endpoint, old) = (try endpoint(), delivery(try endpoint()))
        (endpoint.unfinished, old.attempts) = (2, 7)
        func attempt(_ status: Int, retryAfterMillis: Int64? = nil) -> RecordAttempt.Result {
            RecordAttempt.decide(
                endpoint,
                old,
                outcome: .answered(status: status, retryAfterMillis: retryAfterMillis),
                schedule: WebhookRetrySchedule(),
                level: 9,
                jitter: 200,
                now: Self.now
            )
        }
        let held = attempt(503)
        #expect(held.delivery.dueAt == Self.now.adding(millis: 72_000_000))
        #expect(held.endpoint.heldUntil == Self.now.adding(millis: 5_000))
        #expect(attempt(503, retryAfterMillis: 90_000).endpoint.heldUntil == Self.now.adding(millis: 90_000))
        endpoint.heldUntil = Self.now.adding(millis: 60_000)
        #expect(attempt(200).endpoint.heldUntil == endpoint.heldUntil)
        #expect(attempt(503).endpoint.heldUntil == endpoint.heldUntil)
        endpoint.heldUntil = Self.now
        #expect(attempt(200).endpoint.heldUntil == nil)
    }

    @Test func `410 pauses at once and a redirect is a failure`() throws {
        #expect(try after(1, 410, minutes: 0).pause == .gone)
        let redirected = try after(1, 302, minutes: 0)
        #expect(redirected.pause == nil && redirected.delivery.dueAt == Self.now.adding(millis: 5_000))
        #expect(redirected.endpoint.heldUntil == nil)
        #expect(try after(1, 429, minutes: 0).endpoint.heldUntil == Self.now.adding(millis: 5_000))
        let arrived = try after(3, 204, minutes: 0)
        #expect(arrived.delivery.status == .succeeded && arrived.endpoint.unfinished == 0)
        #expect(arrived.endpoint.health.failuresInRow == 0)
    }

    @Test func `a customer's endpoint is for their own orders and what they may see`() throws {
        let (ada, bob) = (CustomerID.account(UserID(high: 1, low: 1)), CustomerID.account(UserID(high: 1, low: 2)))
        let own = WebhookEndpoint(
            id: WebhookID(high: 1, low: 1),
            owner: ada,
            url: "https://shop.example.com/",
            filter: .all,
            format: .full,
            secret: WebhookSecret(random: Array(0..<32)),
            cursor: 0,
            createdAt: Self.now
        )
        #expect(own.wants(type: "order.created", of: ada, isVisibleToCustomer: true))
        #expect(!own.wants(type: "order.created", of: bob, isVisibleToCustomer: true))
        #expect(!own.wants(type: "order.updated", of: ada, isVisibleToCustomer: false))
        #expect(!own.wants(type: "inventory.updated", of: nil, isVisibleToCustomer: true))
        #expect(try endpoint().wants(type: "inventory.updated", of: nil, isVisibleToCustomer: false))
    }
}
