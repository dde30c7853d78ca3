import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// Pausing workers and setting offsets: a paused one does nothing, and what is read again has no second effect.
@Suite(.timeLimit(.minutes(10))) struct GroupOfficeTests {
    private let inventory = GroupName("inventory-group")

    private func place(_ shop: EngineHarness, _ count: Int, _ product: String = "mug") async throws -> [OrderID] {
        var ids: [OrderID] = []
        for _ in 0..<count { ids.append(try await shop.place(SampleShop.draft([SampleShop.line(product)])).id) }
        return ids
    }

    @Test func `a paused worker handles nothing, over a restart too, until it is resumed`() async throws {
        let first = try await EngineHarness()
        let office = GroupOffice(first.engine, try first.startPipeline())
        let pausedAt = first.time.now
        _ = try await office.pause(inventory, by: .admin, idempotency: nil)
        _ = try await office.pause(inventory, by: .admin, idempotency: nil)
        let ids = try await place(first, 5)
        try await first.until { try ids.allSatisfy { try first.order($0).status == .paid } }
        let worker = try #require(try office.workers().first { $0.group == inventory })
        #expect(worker.pausedAt == pausedAt && worker.counts.handled == 0)
        #expect(worker.progress.reduce(0) { $0 + $1.lag } == 5)
        #expect(try office.workers().filter { $0.pausedAt != nil }.count == 1)
        let shop = try await first.reopened()
        let pipeline = try shop.startPipeline()
        let again = GroupOffice(shop.engine, pipeline)
        // The stages before it do go on.
        let late = try await place(shop, 1)
        try await shop.until { try shop.order(late[0]).status == .paid }
        #expect(try (ids + late).allSatisfy { try shop.order($0).status == .paid })
        _ = try await again.resume(inventory, by: .admin, idempotency: nil)
        try await shop.untilDrained(pipeline)
        #expect(try shop.engine.orderTotals()[.shipped] == 6)
        #expect(try again.workers().allSatisfy { $0.pausedAt == nil })
        await #expect(throws: EngineError.workerNotFound) {
            try await again.pause(GroupName("nobody"), by: .admin, idempotency: nil)
        }
        try await shop.close()
    }

    @Test func `all stages that read everything again change nothing`() async throws {
        let shop = try await EngineHarness { $0.maxRetries = 0 }
        let pipeline = try shop.startPipeline()
        let office = GroupOffice(shop.engine, pipeline)
        // Shipped, failed for want of stock, declined, cancelled, and one that no attempt can handle.
        _ = try await place(shop, 20)
        _ = try await place(shop, 5, "rare")
        _ = try await shop.place(SampleShop.draft([SampleShop.line("mug")], card: "4000000000000002"))
        _ = try await office.pause(inventory, by: .admin, idempotency: nil)
        let stuck = try await place(shop, 2)
        try await shop.until { try shop.order(stuck[1]).status == .paid }
        _ = try await shop.engine.cancelOrder(stuck[0], reason: nil, as: .admin, idempotency: nil)
        let foreign = Record(key: Array("what".utf8), value: nil, timestampMillis: shop.time.now.millis)
        let topic = try shop.engine.log.topic("order_fulfilled")
        _ = try await shop.engine.writer.submit { transaction throws(StorageError) in
            shop.engine.log.append(foreign, to: topic, in: transaction)
        }
        _ = try await office.resume(inventory, by: .admin, idempotency: nil)
        try await shop.untilDrained(pipeline)
        let before = try state(shop)
        #expect(try shop.records(of: Topics.deadLetters).count == 1)
        let groups = ConsumerGroups.stages.union([GroupName("notification-group")])
        for group in groups {
            _ = try await office.pause(group, by: .admin, idempotency: nil)
            let answer = try await office.reset(group, ResetRequest(.earliest), by: .admin, idempotency: nil)
            let steps = try JSONDocument(parsing: answer.body).root["partitions"]?.elements.map {
                $0["read_again"]?.int64
            }
            #expect(steps?.contains { $0 ?? 0 > 0 } ?? false)
        }
        #expect(try pipeline.progress().contains { $0.lag > 0 })
        for group in groups { _ = try await office.resume(group, by: .admin, idempotency: nil) }
        try await shop.untilDrained(pipeline)
        #expect(try state(shop) == before)
        let findings = try await shop.closeAndCheck()
        #expect(findings.lines.allSatisfy { $0.contains("not an event of an order") })
    }

    /// Everything but the audit of what the test does as an operator.
    private func state(_ shop: EngineHarness) throws -> [String] {
        let counts = try shop.engine.orderTotals()
        let audited = try shop.records(of: "audit").count
        let notices = try shop.engine.notificationCounts()
        return [
            "\(Int(shop.engine.log.lastSequence.value) - audited)",
            "\(NotificationChannel.allCases.map { notices[$0] })",
            "\(OrderStatus.allCases.map { counts[$0] })",
            "\(try shop.stock(of: "mug"))", "\(try shop.stock(of: "rare"))",
            "\(try shop.records(of: "payment_completed").count)", "\(try shop.records(of: "payment_refunded").count)",
        ]
    }

    @Test func `a gateway's questions that are read again are not asked again`() async throws {
        let shop = try await EngineHarness()
        let gateway = ScriptedGateway()
        let pipeline = try shop.startPipeline(asking: gateway)
        let office = GroupOffice(shop.engine, pipeline)
        _ = try await place(shop, 10)
        try await shop.untilDrained(pipeline)
        let group = GroupName("payment-processor-group")
        _ = try await office.pause(group, by: .admin, idempotency: nil)
        let waiting = try await place(shop, 1)
        try await shop.until { try shop.order(waiting[0]).status == .validated }
        _ = try await office.reset(group, ResetRequest(.earliest), by: .admin, idempotency: nil)
        _ = try await office.resume(group, by: .admin, idempotency: nil)
        try await shop.untilDrained(pipeline)
        #expect(try shop.engine.orderTotals()[.shipped] == 11)
        #expect(gateway.charges.count == 11 && gateway.charges.values.allSatisfy { $0 == 1 })
        try await shop.close()
    }

    @Test func `a reset goes where it is told, shows it first, and wants a worker to be paused`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let office = GroupOffice(shop.engine, pipeline)
        _ = try await place(shop, 4)
        try await shop.untilDrained(pipeline)
        shop.time.advance(millis: 1_000)
        let later = shop.time.now
        _ = try await place(shop, 4)
        try await shop.untilDrained(pipeline)
        var request = ResetRequest(.time(later))
        let steps = try office.previewReset(inventory, request)
        #expect(steps.count == 3 && steps.reduce(0) { $0 + $1.again } == 4)
        await #expect(throws: EngineError.workerRunning) {
            try await office.reset(inventory, request, by: .admin, idempotency: nil)
        }
        #expect(try office.group(inventory).lag == 0)
        _ = try await office.pause(inventory, by: .admin, idempotency: nil)
        _ = try await office.reset(inventory, request, by: .admin, idempotency: nil)
        #expect(try office.group(inventory).lag == 4)
        request = ResetRequest(.latest)
        request.partition = 1
        #expect(try office.previewReset(inventory, request).map(\.partition?.number) == [1])
        request = ResetRequest(.offset(1_000_000))
        _ = try await office.reset(inventory, request, by: .admin, idempotency: nil)
        #expect(try office.group(inventory).lag == 0)
        request.partition = 7
        #expect(throws: EngineError.groupNotFound) { try office.previewReset(inventory, request) }
        try await shop.close()
    }

    @Test func `consumers outside keep a position or offsets under names of their own`() async throws {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let office = GroupOffice(shop.engine, pipeline)
        _ = try await place(shop, 3)
        try await shop.untilDrained(pipeline)
        let log = shop.engine.log
        let (books, ledger) = (GroupName("books"), GroupName("ledger"))
        let position = Position(epoch: log.epoch, sequence: LogSequence(4))
        _ = try await office.commit(.position(position), books, idempotency: nil)
        #expect(try office.group(books).position?.sequence == LogSequence(4))
        #expect(try office.group(books).lag == Int(log.lastSequence.value) - 4)
        _ = try await office.commit(
            .offsets([("payment_completed", 0, Offset(2))]),
            ledger,
            idempotency: nil
        )
        #expect(try office.group(ledger).lag == 1 && !office.group(ledger).isInside)
        await #expect(throws: EngineError.groupReserved) {
            try await office.commit(.position(position), inventory, idempotency: nil)
        }
        await #expect(throws: EngineError.positionAhead) {
            let ahead = Position(epoch: log.epoch, sequence: LogSequence(log.lastSequence.value + 1))
            return try await office.commit(.position(ahead), books, idempotency: nil)
        }
        await #expect(throws: EngineError.log(.positionExpired)) {
            let foreign = Position(epoch: log.epoch &+ 1, sequence: LogSequence(1))
            return try await office.commit(.position(foreign), books, idempotency: nil)
        }
        // Of two offsets one of which is not there, neither is kept.
        await #expect(throws: EngineError.self) {
            try await office.commit(
                .offsets([("payment_completed", 0, Offset(1)), ("payment_completed", 0, Offset(99))]),
                ledger,
                idempotency: nil
            )
        }
        #expect(try office.group(ledger).lag == 1)
        _ = try await office.reset(books, ResetRequest(.earliest), by: .admin, idempotency: nil)
        _ = try await office.reset(ledger, ResetRequest(.earliest), by: .admin, idempotency: nil)
        #expect(try office.group(books).lag == Int(log.lastSequence.value))
        #expect(try office.group(ledger).lag == 3)
        #expect(throws: EngineError.groupNotFound) { try office.group(GroupName("nobody")) }
        try await shop.close()
    }
}
