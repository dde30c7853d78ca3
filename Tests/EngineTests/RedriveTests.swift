import Commerce
import Engine
import EventLog
import Storage
import Synchronization
import TestSupport
import Testing

/// What operators do about dead letters: nothing of it happens twice, and nothing is left of a rehearsal.
@Suite(.timeLimit(.minutes(10))) struct RedriveTests {
    /// A stage whose worker throws for a while before it does what the real one does.
    final class Poisoned: StageWorker {
        let real: any StageWorker
        let isPoisoned = Atomic(true)
        var group: GroupName { real.group }
        var topics: [String] { real.topics }

        init(_ real: any StageWorker) { self.real = real }

        func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
            if isPoisoned.load(ordering: .relaxed) { throw .unhandled("the scales are broken") }
            try real.handle(record, in: transaction)
        }

        func mend() { isPoisoned.store(false, ordering: .relaxed) }
    }

    /// A shop whose inventory stage is poisoned.
    struct Sick {
        let shop: EngineHarness
        let pipeline: Pipeline
        let worker: Poisoned
        let office: LetterOffice

        init() async throws {
            shop = try await EngineHarness { $0.maxRetries = 0 }
            let box = Mutex<Poisoned?>(nil)
            pipeline = try shop.startPipeline { workers in
                workers.map { worker in
                    guard worker.group.text == "inventory-group" else { return worker }
                    let poisoned = Poisoned(worker)
                    box.withLock { $0 = poisoned }
                    return poisoned
                }
            }
            worker = try #require(box.withLock { $0 })
            office = LetterOffice(shop.engine, pipeline)
        }

        /// Places orders that all get stuck at the poisoned stage.
        func place(_ count: Int, _ product: String = "mug") async throws -> [OrderID] {
            let draft = try SampleShop.draft([SampleShop.line(product)])
            let ids = try await withThrowingTaskGroup(of: OrderID.self) { group in
                for _ in 0..<count { group.addTask { try await shop.place(draft).id } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try await shop.untilDrained(pipeline)
            return ids
        }

        func open() throws -> [DeadLetter] {
            try office.list(DeadLetterFilter(), before: nil, limit: 10_000).letters
        }

        func results(_ answer: CommandAnswer) throws -> [String: Int] {
            let root = try JSONDocument(parsing: answer.body).root
            return Dictionary(
                uniqueKeysWithValues: (root["counts"]?.members).map { members in
                    members.map { ($0.key, Int($0.value.int64 ?? -1)) }
                } ?? []
            )
        }

        /// Everything that an attempt could change.
        func state() throws -> [String] {
            let log = shop.engine.log
            let counts = try shop.engine.orderTotals()
            return [
                "\(log.lastSequence.value)", "\(OrderStatus.allCases.map { counts[$0] })",
                "\(try shop.stock(of: "mug"))", "\(try open().map(\.row))",
                "\(try pipeline.progress().map(\.committed))",
            ]
        }
    }

    private func actor() -> Actor { Actor(id: UserID(high: 1, low: 2), role: .admin) }

    @Test func `a thousand orders that a poisoned worker gave up all end after it is mended, each once`() async throws {
        let sick = try await Sick()
        let before = try sick.shop.stock(of: "mug").onHand
        let ids = try await sick.place(1_000)
        #expect(try sick.open().count == 1_000)
        let kinds = try sick.office.list(DeadLetterFilter(), before: nil, limit: 1).kinds
        #expect(kinds.map(\.open) == [1_000])
        #expect(kinds.first?.error == "the scales are broken")
        sick.worker.mend()
        var request = RedriveRequest(.filter(DeadLetterFilter()))
        request.max = 400
        let rehearsal = try await sick.office.rehearse(request)
        #expect(rehearsal.outcomes.count == 400 && rehearsal.hasMore)
        #expect(rehearsal.outcomes.allSatisfy { $0.result == .wouldSucceed })
        // Operators who do not know of each other, and the same request twice.
        let wish = request
        try await withThrowingTaskGroup { group in
            for _ in 0..<6 {
                group.addTask { _ = try await sick.office.redrive(wish, by: actor(), idempotency: nil) }
            }
            try await group.waitForAll()
        }
        while try !sick.open().isEmpty {
            _ = try await sick.office.redrive(request, by: actor(), idempotency: nil)
        }
        try await sick.shop.untilDrained(sick.pipeline)
        #expect(try sick.shop.engine.orderTotals()[.shipped] == 1_000)
        #expect(try sick.shop.stock(of: "mug").onHand == before - 1_000)
        #expect(try sick.shop.stock(of: "mug").reserved == 0)
        for id in ids.prefix(20) {
            #expect(try sick.shop.eventTypes(of: id) == OrderJourneyThroughEngineTests.lifecycle)
        }
        #expect(try sick.shop.records(of: "order_fulfilled").count == 1_000)
        #expect(try sick.shop.records(of: "payment_completed").count == 1_000)
        #expect(try sick.shop.records(of: Topics.deadLetters).count == 1_000)
        try await sick.shop.close()
    }

    @Test func `a rehearsal says what would happen and leaves nothing`() async throws {
        let sick = try await Sick()
        let ids = try await sick.place(3)
        let state = try sick.state()
        let request = RedriveRequest(.filter(DeadLetterFilter()))
        #expect(try await sick.office.rehearse(request).outcomes.map(\.result) == [.wouldFail, .wouldFail, .wouldFail])
        sick.worker.mend()
        // Beside writes of others, which must stay.
        let draft = try SampleShop.draft([SampleShop.line("pencil")])
        async let other = sick.shop.place(draft)
        #expect(
            try await sick.office.rehearse(request).outcomes.map(\.result)
                == [.wouldSucceed, .wouldSucceed, .wouldSucceed]
        )
        let placed = try await other.id
        try await sick.shop.untilDrained(sick.pipeline)
        #expect(try sick.shop.order(placed).status == .shipped)
        #expect(try sick.open().count == 3)
        #expect(try sick.state()[2...3] == state[2...3])
        for id in ids { #expect(try sick.shop.order(id).status == .paid) }
        try await sick.shop.close()
    }

    @Test func `a rehearsal alone leaves the store as it was, to the last commit`() async throws {
        let sick = try await Sick()
        _ = try await sick.place(3)
        sick.worker.mend()
        let state = try sick.state()
        let commits = sick.shop.engine.writer.metrics.commitSeconds.count
        _ = try await sick.office.rehearse(RedriveRequest(.filter(DeadLetterFilter())))
        #expect(sick.shop.engine.writer.metrics.commitSeconds.count == commits)
        #expect(try sick.state() == state)
        try await sick.shop.close()
    }

    @Test func `a redrive that fails makes a letter with one more redrive, and after three only force helps`()
        async throws
    {
        let sick = try await Sick()
        let id = try #require(try await sick.place(1).first)
        let all = RedriveRequest(.filter(DeadLetterFilter()))
        for round in 1...3 {
            let answer = try await sick.office.redrive(all, by: actor(), idempotency: nil)
            #expect(try sick.results(answer) == ["failed": 1])
            let letter = try #require(try sick.open().first)
            #expect(letter.row.redrives == round && letter.row.attempts == round + 1)
            #expect(
                try sick.office.open(letter.id).history.map(\.error)
                    == Array(repeating: "the scales are broken", count: round + 1)
            )
        }
        #expect(try sick.results(try await sick.office.redrive(all, by: actor(), idempotency: nil)) == ["guarded": 1])
        let letter = try #require(try sick.open().first)
        #expect(letter.id == DeadLetterID(Offset(3)))
        var single = RedriveRequest(.ids([letter.id]))
        #expect(
            try sick.results(try await sick.office.redrive(single, by: actor(), idempotency: nil)) == ["guarded": 1]
        )
        sick.worker.mend()
        single.force = true
        #expect(
            try sick.results(try await sick.office.redrive(single, by: actor(), idempotency: nil)) == ["redriven": 1]
        )
        try await sick.shop.untilDrained(sick.pipeline)
        #expect(try sick.shop.order(id).status == .shipped)
        let first = try sick.office.open(DeadLetterID(.zero)).letter.row
        #expect(first.status == .redriven && first.next == DeadLetterID(Offset(1)))
        #expect(first.settledBy == actor().id)
        try await sick.shop.close()
    }

    @Test func `the same redrive with the same key is answered again and not done again`() async throws {
        let sick = try await Sick()
        _ = try await sick.place(1)
        let key = IdempotencyRequest(key: "k", principal: "p", method: "POST", route: "/r", body: [])
        let request = RedriveRequest(.ids([DeadLetterID(.zero)]))
        let first = try await sick.office.redrive(request, by: actor(), idempotency: key)
        let second = try await sick.office.redrive(request, by: actor(), idempotency: key)
        #expect(second.isReplay && second.body == first.body)
        #expect(try sick.shop.records(of: Topics.deadLetters).count == 2)
        try await sick.shop.close()
    }

    @Test func `a discarded letter fails its order and gives stock and money back, or leaves it if asked`() async throws
    {
        let sick = try await Sick()
        let before = try sick.shop.stock(of: "mug")
        let ids = try await sick.place(2)
        let letters = try sick.open()
        let failing = try #require(letters.first), kept = try #require(letters.last)
        _ = try await sick.office.discard(
            DiscardRequest(.ids([failing.id]), reason: "Not ours"),
            by: actor(),
            idempotency: nil
        )
        var gentle = DiscardRequest(.ids([kept.id, failing.id, DeadLetterID(Offset(77))]), reason: "Done by hand")
        gentle.failsOrders = false
        let answer = try await sick.office.discard(gentle, by: actor(), idempotency: nil)
        #expect(try sick.results(answer) == ["discarded": 1, "settled": 1, "not_found": 1])
        let (failed, paid) = (
            try #require(failing.row.key.flatMap { OrderID(utf8: $0) }),
            try #require(kept.row.key.flatMap { OrderID(utf8: $0) })
        )
        #expect(Set(ids) == [failed, paid])
        let order = try sick.shop.order(failed)
        #expect(order.status == .failed && order.failure?.code == .deadLetter && order.reservation == .released)
        #expect(try sick.shop.engine.payment(try #require(order.payment), for: .shop).payment.status == .refunded)
        #expect(try sick.shop.order(paid).status == .paid)
        let level = try sick.shop.stock(of: "mug")
        #expect(level.onHand == before.onHand && level.reserved == 1)
        #expect(try sick.open().isEmpty)
        var discarded = DeadLetterFilter()
        discarded.status = .discarded
        let reasons = try sick.office.list(discarded, before: nil, limit: 10).letters.map(\.row.reason)
        #expect(Set(reasons) == ["Done by hand", "Not ours"])
        try await sick.shop.close()
    }

    @Test func `an edited value has to be an event of the same type and key, and is what is redriven`() async throws {
        let sick = try await Sick()
        _ = try await sick.place(1)
        let letter = try #require(try sick.open().first)
        let value = try #require(try sick.office.open(letter.id).record?.value)
        let text = String(decoding: value, as: UTF8.self)
        let key = String(decoding: letter.row.key ?? [], as: UTF8.self)
        let refused = [
            "", "{}", "nothing", #"{"event_type":"order.paid"}"#,
            text.replacing(key, with: UserID(high: 9, low: 9).text),
            text.replacing("order.payment_processed", with: "order.fulfilled"),
        ]
        for value in refused {
            await #expect(throws: EngineError.self) {
                try await sick.office.edit(letter.id, value: Array(value.utf8), by: actor(), idempotency: nil)
            }
        }
        #expect(try sick.office.open(letter.id).letter.row.edited == nil)
        _ = try await sick.office.edit(letter.id, value: value + Array(" ".utf8), by: actor(), idempotency: nil)
        let audit = try sick.shop.engine.auditEntries(AuditFilter(action: .letterEdit), limit: 10, as: .admin).entries
        let entry = try JSONDocument(parsing: try #require(audit.first)).root
        #expect(audit.count == 1 && entry["target"]?.string == "letter:\(letter.id)")
        #expect(entry["after"]?["value"]?.string == "(\(text.unicodeScalars.count + 1) characters)")
        _ = try await sick.office.redrive(RedriveRequest(.ids([letter.id])), by: actor(), idempotency: nil)
        let next = try #require(try sick.open().first)
        #expect(try sick.office.open(next.id).record?.value == value + Array(" ".utf8))
        await #expect(throws: EngineError.letterSettled) {
            try await sick.office.edit(letter.id, value: value, by: actor(), idempotency: nil)
        }
        await #expect(throws: EngineError.letterNotFound) {
            try await sick.office.edit(DeadLetterID(Offset(99)), value: value, by: actor(), idempotency: nil)
        }
        try await sick.shop.close()
    }
}
