import Commerce
import Engine
import EventLog
import Storage
import Synchronization
import TestSupport
import Testing

/// What customers are told: what is queued, skipped and sent, tried again and given up.
@Suite(.timeLimit(.minutes(10))) struct NotificationTests {
    private func shop(
        _ channels: Set<NotificationChannel> = [.email, .sms],
        retries: Int = 3,
        folder: TemporaryDirectory? = nil,
        time: ManualTime = ManualTime()
    ) async throws -> EngineHarness {
        try await EngineHarness(
            folder: folder,
            time: time,
            configure: { configuration in
                configuration.notifications.channels = channels
                configuration.notifications.schedule = RetrySchedule(retries: retries, backoffMillis: 1_000)
            }
        )
    }

    private func customer(_ shop: EngineHarness, phone: String? = "+1 555 0100") async throws -> UserID {
        let email = try #require(EmailAddress("ada@example.com"))
        let registration = Registration(
            email: email,
            password: "correct horse",
            fullName: "Ada Łovelace",
            phone: phone
        )
        return try await shop.engine.register(registration).user.id
    }

    private func order(
        _ shop: EngineHarness,
        by customer: CustomerID,
        email: String? = nil
    ) async throws -> OrderID {
        let draft = try SampleShop.draft([SampleShop.line("mug")], customer: customer, email: email)
        return try await shop.place(draft).id
    }

    /// Channel, kind and status of everything a customer was told, oldest first.
    private func told(_ shop: EngineHarness, _ customer: CustomerID? = nil) throws -> [String] {
        let filter = NotificationFilter(customer: customer)
        return try shop.engine.notifications(filter, limit: 100).page.reversed().map { view in
            let reason = view.entry.skipped.map { " \($0.text)" } ?? ""
            return "\(view.notice.kind.text) \(view.entry.channel.text) \(view.entry.status.text)\(reason)"
        }
    }

    private func run(_ shop: EngineHarness, _ transport: ScriptedTransport) throws {
        let courier = try NotificationCourier(shop.engine, transport)
        shop.run { try await courier.run() }
    }

    // MARK: What is queued and what is skipped

    @Test func `an order's customer is told on every channel and each mail is sent once`() async throws {
        let shop = try await shop()
        let (mails, texts) = (ScriptedTransport(.email), ScriptedTransport(.sms))
        let pipeline = try shop.startPipeline()
        try run(shop, mails)
        try run(shop, texts)
        let ada = try await customer(shop)
        let id = try await order(shop, by: .account(ada))
        try await shop.until { mails.taken.count == 2 && texts.taken.count == 2 }
        try await shop.untilDrained(pipeline)
        try await shop.until { try shop.engine.notificationCounts()[.email]?[.sent] == 2 }
        try await shop.until { try shop.engine.notificationCounts()[.sms]?[.sent] == 2 }
        #expect(
            try Set(told(shop)) == [
                "order_confirmation in_app sent", "order_confirmation email sent", "order_confirmation sms sent",
                "order_shipped in_app sent", "order_shipped email sent", "order_shipped sms sent",
            ]
        )
        #expect(mails.attempts.values.allSatisfy { $0 == 1 } && texts.attempts.values.allSatisfy { $0 == 1 })
        let confirmation = try #require(mails.taken.first { $0.text.subject.hasPrefix("Your order A-10001 at") })
        #expect(
            confirmation.recipient.email?.text == "ada@example.com" && confirmation.recipient.name == "Ada Łovelace"
        )
        #expect(confirmation.text.text.contains("1 x Harbour Mug, 29.99 USD"))
        #expect(texts.taken.first?.recipient.phone == "+15550100")
        #expect(try shop.records(of: "notification_email").count == 2)
        #expect(try shop.records(of: "notification_sms").count == 2)
        let sent = try shop.records(of: "notification_sent").map {
            String(decoding: $0.record.value ?? [], as: UTF8.self)
        }
        #expect(sent.count == 4 && sent.allSatisfy { $0.contains(id.text) && !$0.contains("example.com") })
        try await shop.close()
    }

    @Test func `without configured channels everything outside is skipped and nothing is asked for`() async throws {
        let shop = try await shop([])
        let pipeline = try shop.startPipeline()
        let ada = try await customer(shop)
        _ = try await order(shop, by: .account(ada))
        try await shop.untilDrained(pipeline)
        try await shop.until { try told(shop).count == 6 }
        #expect(try told(shop).filter { $0.contains("skipped not_configured") }.count == 4)
        #expect(try shop.records(of: "notification_email").isEmpty)
        #expect(try shop.engine.notificationDeliveryRate() == 1)
        try await shop.close()
    }

    @Test func `who opted out, has no number or changes their mind late is skipped`() async throws {
        let shop = try await shop()
        let ada = try await customer(shop, phone: nil)
        try await shop.engine.changeNotificationSettings(of: ada, email: false, sms: nil)
        let pipeline = try shop.startPipeline()
        _ = try await order(shop, by: .account(ada))
        try await shop.untilDrained(pipeline)
        #expect(try told(shop).filter { $0.hasSuffix("email skipped opted_out") }.count == 2)
        #expect(try told(shop).filter { $0.hasSuffix("sms skipped no_address") }.count == 2)
        try await shop.engine.changeNotificationSettings(of: ada, email: true, sms: nil)
        _ = try await order(shop, by: .account(ada))
        try await shop.untilDrained(pipeline)
        #expect(try shop.engine.notificationCounts()[.email]?[.pending] == 2)
        try await shop.engine.changeNotificationSettings(of: ada, email: false, sms: nil)
        let mails = ScriptedTransport(.email)
        try run(shop, mails)
        try await shop.until { try shop.engine.notificationCounts()[.email]?[.skipped] == 4 }
        #expect(mails.taken.isEmpty)
        try await shop.close()
    }

    @Test(arguments: ["buyer@example.com", nil]) func `a guest is told by mail or not at all`(
        email: String?
    ) async throws {
        let shop = try await shop()
        let pipeline = try shop.startPipeline()
        _ = try await order(shop, by: .guest("passer-by"), email: email)
        try await shop.untilDrained(pipeline)
        let wanted = email == nil ? [] : ["order_confirmation email pending", "order_shipped email pending"]
        #expect(try told(shop, .guest("passer-by")) == wanted)
        try await shop.close()
    }

    @Test func `a group that is set back tells nobody a second time`() async throws {
        let shop = try await shop()
        let pipeline = try shop.startPipeline()
        let ada = try await customer(shop)
        _ = try await order(shop, by: .account(ada))
        try await shop.untilDrained(pipeline)
        try await shop.stopRunning()
        let before = try told(shop)
        let engine = shop.engine
        try await engine.writer.submit { (transaction: borrowing WriteTransaction) throws(LogError) in
            for topic in ["order_created", "order_shipped"] {
                for partition in try engine.log.topic(topic).partitions {
                    try engine.log.commitOffset(.zero, NotificationWorker.group, partition, in: transaction)
                }
            }
        }
        let again = try shop.startPipeline()
        try await shop.untilDrained(again)
        #expect(try told(shop) == before)
        try await shop.close()
    }

    // MARK: Attempts

    @Test func `a mail that nobody takes is tried again when it is due and arrives under the same id`() async throws {
        let shop = try await shop([.email])
        let mails = ScriptedTransport(.email) { (_, attempt) throws(DeliveryTrouble) in
            if attempt <= 2 { throw DeliveryTrouble("out of order") }
        }
        let pipeline = try shop.startPipeline()
        _ = try await order(shop, by: .guest("g"), email: "g@example.com")
        try await shop.untilDrained(pipeline)
        try await shop.stopRunning()
        try run(shop, mails)
        for attempt in 1...2 {
            try await shop.until { mails.attempts.count == 2 && mails.attempts.values.allSatisfy { $0 == attempt } }
            try await shop.until { try due(shop).allSatisfy { $0 > shop.time.now } }
            let waits = try due(shop).map { $0.millis(since: shop.time.now) }
            let base: Int64 = 1_000 << Int64(attempt - 1)
            #expect(waits.count == 2 && waits.allSatisfy { (base...base + base / 10).contains($0) })
            shop.time.advance(millis: base + base / 10)
        }
        try await shop.until { try shop.engine.notificationCounts()[.email]?[.sent] == 2 }
        #expect(mails.taken.count == 2 && Set(mails.taken.map(\.id)) == Set(mails.attempts.keys))
        try await shop.close()
    }

    private func due(_ shop: EngineHarness) throws -> [Timestamp] {
        try shop.engine.notifications(NotificationFilter(), limit: 100).page.compactMap(\.entry.dueAt)
    }

    @Test func `what waits for its next attempt survives a restart`() async throws {
        let (folder, time) = (try TemporaryDirectory(), ManualTime())
        let shop = try await shop([.email], folder: folder, time: time)
        let pipeline = try shop.startPipeline()
        _ = try await order(shop, by: .guest("g"), email: "g@example.com")
        try await shop.untilDrained(pipeline)
        try run(shop, ScriptedTransport(.email) { (_, _) throws(DeliveryTrouble) in throw DeliveryTrouble("down") })
        try await shop.until { try due(shop).count == 2 && due(shop).allSatisfy { $0 > time.now } }
        try await shop.close()
        time.advance(millis: 60_000)
        let again = try await self.shop([.email], folder: folder, time: time)
        let mails = ScriptedTransport(.email)
        try run(again, mails)
        try await again.until { try again.engine.notificationCounts()[.email]?[.sent] == 2 }
        #expect(mails.taken.count == 2)
        try await again.close()
    }

    @Test(arguments: [true, false]) func `what is refused or fails too often is a dead letter`(
        isRefused: Bool
    ) async throws {
        let shop = try await shop([.email], retries: isRefused ? 3 : 0)
        let pipeline = try shop.startPipeline()
        let ada = try await customer(shop)
        let draft = MessageDraft(
            customer: .account(ada),
            channels: [.email],
            writing: Notice.Writing(subject: nil, message: "Hello.")
        )
        _ = try await shop.engine.sendMessage(draft, by: .admin, idempotency: nil)
        try run(
            shop,
            ScriptedTransport(.email) { (_, _) throws(DeliveryTrouble) in
                throw DeliveryTrouble("no such mailbox", isPermanent: isRefused)
            }
        )
        try await shop.until { try shop.engine.notificationCounts()[.email]?[.failed] == 1 }
        let letters = try shop.records(of: "dead_letter_queue").map(\.record)
        let letter = try #require(letters.first)
        #expect(letters.count == 1)
        #expect(try letter.header("x-original-topic") == Array("notification_email".utf8))
        #expect(try letter.header("x-error") == Array("no such mailbox".utf8))
        #expect(try shop.records(of: "notification_failed").count == 1)
        #expect(try shop.engine.notificationDeliveryRate() == 0)
        try await shop.untilDrained(pipeline)
        // Read again it stays failed; redriven it is tried anew, and is a letter again that knows of it.
        let (engine, request) = (shop.engine, try #require(shop.records(of: "notification_email").first?.record))
        let worker = NotificationWorker(engine)
        try await engine.writer.submit { (transaction: borrowing WriteTransaction) throws(EngineError) in
            try worker.handle(request, in: transaction)
        }
        #expect(try shop.engine.notificationCounts()[.email]?[.failed] == 1)
        let office = LetterOffice(engine, pipeline)
        let first = try #require(try office.list(DeadLetterFilter(), before: nil, limit: 10).letters.first)
        _ = try await office.redrive(RedriveRequest(.ids([first.id])), by: .admin, idempotency: nil)
        try await shop.until { try shop.records(of: "dead_letter_queue").count == 2 }
        let next = try #require(try office.list(DeadLetterFilter(), before: nil, limit: 10).letters.first)
        #expect(next.id != first.id && next.row.redrives == 1)
        #expect(try shop.engine.notificationCounts()[.email]?[.failed] == 1)
        try await shop.close()
    }

    @Test func `no more messages are under way than the window has room for`() async throws {
        let shop = try await shop([.email])
        let pipeline = try shop.startPipeline()
        for number in 0..<5 { _ = try await order(shop, by: .guest("g\(number)"), email: "g@example.com") }
        try await shop.untilDrained(pipeline)
        let barrier = CallBarrier()
        let mails = ScriptedTransport(.email, window: 3) { (_, _) throws(DeliveryTrouble) in
            do throws(GatewayTrouble) { try await barrier.pass() } catch { throw DeliveryTrouble("cancelled") }
        }
        try run(shop, mails)
        try await shop.until { barrier.waitingCount == 3 }
        for _ in 0..<10 { try await shop.fence() }
        #expect(mails.attempts.count == 3)
        barrier.open()
        try await shop.until { try shop.engine.notificationCounts()[.email]?[.sent] == 10 }
        #expect(mails.attempts.values.allSatisfy { $0 == 1 })
        try await shop.close()
    }

    @Test func `while its group is paused nothing is sent, and all of it afterwards`() async throws {
        let shop = try await shop([.email])
        let pipeline = try shop.startPipeline()
        let (ada, office) = (try await customer(shop), GroupOffice(shop.engine, pipeline))
        _ = try await office.pause(NotificationWorker.group, by: .admin, idempotency: nil)
        let mails = ScriptedTransport(.email)
        try run(shop, mails)
        let draft = MessageDraft(
            customer: .account(ada),
            channels: [.email],
            writing: Notice.Writing(subject: nil, message: "Hello.")
        )
        _ = try await shop.engine.sendMessage(draft, by: .admin, idempotency: nil)
        for _ in 0..<10 { try await shop.fence() }
        #expect(mails.attempts.isEmpty)
        _ = try await office.resume(NotificationWorker.group, by: .admin, idempotency: nil)
        try await shop.until { try shop.engine.notificationCounts()[.email]?[.sent] == 1 }
        #expect(mails.taken.count == 1)
        try await shop.close()
    }

    // MARK: Lists

    @Test func `pages go through all notifications without a gap or a repeat`() async throws {
        let shop = try await shop([])
        let pipeline = try shop.startPipeline()
        let ada = try await customer(shop)
        for _ in 0..<5 { _ = try await order(shop, by: .account(ada)) }
        try await shop.untilDrained(pipeline)
        let filter = NotificationFilter(customer: .account(ada))
        let all = try shop.engine.notifications(filter, limit: 100)
        #expect(all.page.count == 30 && all.next == nil)
        for size in [1, 2, 4, 7, 30] {
            var (ids, place) = ([NotificationID](), NotificationID?.none)
            repeat {
                let (page, next) = try shop.engine.notifications(filter, after: place, limit: size)
                ids += page.map(\.id)
                place = next
            } while place != nil
            #expect(ids == all.page.map(\.id), "pages of \(size)")
        }
        let skipped = try shop.engine.notifications(filter, skip: 28, limit: 10).page
        #expect(skipped.map(\.id) == all.page.suffix(2).map(\.id))
        try await shop.close()
    }
}
