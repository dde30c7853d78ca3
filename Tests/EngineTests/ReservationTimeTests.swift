import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// Reservations by themselves: their time, their end, and many at once.
@Suite(.timeLimit(.minutes(10))) struct ReservationTimeTests {
    static let program = Actor(id: nil, role: .system)

    static func lines(_ lines: (String, Int)...) throws -> [ProductQuantity] {
        try lines.map { ProductQuantity(product: try #require(ProductID($0.0)), quantity: $0.1) }
    }

    /// Makes a reservation and answers it.
    @discardableResult
    static func reserve(
        _ shop: EngineHarness,
        _ items: [ProductQuantity],
        for order: OrderID? = nil,
        seconds: Int64 = 600
    ) async throws -> Reservation {
        let answer = try await shop.engine.reserveStock(
            items,
            for: order,
            lifetimeSeconds: seconds,
            by: program,
            idempotency: nil
        )
        #expect(answer.status == 201)
        let text = try JSONDocument(parsing: answer.body).root["reservation_id"]?.string
        let id = try #require(text.flatMap { ReservationID(text: $0) })
        return try shop.engine.reservation(id, for: program)
    }

    private func status(_ id: ReservationID, _ shop: EngineHarness) throws -> ReservationStatus {
        try shop.engine.reservation(id, for: Self.program).status
    }

    /// What the events of a topic say about reason and quantity.
    static func told(_ shop: EngineHarness, _ topic: String) throws -> [String] {
        try shop.records(of: topic).map { _, record in
            let event = try JSONDocument(parsing: Array(record.value ?? [])).root
            return "\(event["product_id"]?.string ?? "") \(event["reason"]?.string ?? "-") "
                + "\(event["quantity"]?.int64 ?? 0)"
        }
    }

    @Test func `a reservation ends when its time is over, once`() async throws {
        let shop = try await EngineHarness()
        let start = shop.time.now
        let reservation = try await Self.reserve(shop, Self.lines(("rare", 1), ("popular", 2), ("rare", 1)))
        #expect(try shop.stock(of: "rare").available == 1 && shop.stock(of: "popular").available == 98)
        shop.run { try await TimerService(shop.engine).run() }
        _ = await shop.time.nextWake()
        shop.time.set(start.adding(millis: 599_999))
        #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        #expect(try status(reservation.id, shop) == .active)
        // One tick of the service later.
        shop.time.set(start.adding(millis: 601_000))
        try await shop.until { try self.status(reservation.id, shop) == .expired }
        #expect(try shop.stock(of: "rare").available == 3 && shop.stock(of: "popular").available == 100)
        shop.time.advance(millis: 86_400_000)
        #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        #expect(try Self.told(shop, "inventory_released") == ["rare expired 2", "popular expired 2"])
        try await shop.close()
    }

    @Test func `an extension moves the timer, and the old one never fires`() async throws {
        let shop = try await EngineHarness()
        let reservation = try await Self.reserve(shop, Self.lines(("rare", 3)), seconds: 10)
        shop.time.advance(millis: 9_999)
        _ = try await shop.engine.extendReservation(
            reservation.id,
            lifetimeSeconds: 20,
            by: Self.program,
            idempotency: nil
        )
        shop.time.advance(millis: 19_999)
        #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        #expect(try shop.stock(of: "rare").available == 0)
        shop.time.advance(millis: 1)
        #expect(try await shop.engine.fireTimers(limit: 10) == 1)
        #expect(try status(reservation.id, shop) == .expired)
        await #expect(throws: EngineError.stockRejected(.reservationEnded(.expired))) {
            try await shop.engine.extendReservation(
                reservation.id,
                lifetimeSeconds: 20,
                by: Self.program,
                idempotency: nil
            )
        }
        try await shop.close()
    }

    @Test func `a release is answered the same again and again, and moves once`() async throws {
        let shop = try await EngineHarness()
        let reservation = try await Self.reserve(shop, Self.lines(("rare", 3)))
        var bodies: Set<[UInt8]> = []
        for _ in 0..<3 {
            let answer = try await shop.engine.releaseReservation(reservation.id, by: Self.program, idempotency: nil)
            #expect(answer.status == 200)
            bodies.insert(answer.body)
            shop.time.advance(millis: 700_000)
            #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        }
        #expect(bodies.count == 1)
        #expect(try shop.stock(of: "rare").available == 3)
        #expect(try Self.told(shop, "inventory_released") == ["rare released 3"])
        await #expect(throws: EngineError.reservationNotFound) {
            try await shop.engine.releaseReservation(
                ReservationID(high: 1, low: 1),
                by: Self.program,
                idempotency: nil
            )
        }
        try await shop.close()
    }

    @Test func `timers that fell due while the shop was closed fire once after it opened`() async throws {
        let first = try await EngineHarness()
        let short = try await Self.reserve(first, Self.lines(("rare", 1)), seconds: 60)
        let long = try await Self.reserve(first, Self.lines(("rare", 1)), seconds: 3_600)
        let order = try await first.place(SampleShop.draft([SampleShop.line("rare")])).id
        first.time.advance(millis: 400_000)
        let shop = try await first.reopened()
        let start = shop.time.now
        shop.run { try await TimerService(shop.engine).run() }
        #expect(await shop.time.nextWake() == start.adding(millis: TimerService.graceMillis))
        #expect(try status(short.id, shop) == .active)
        shop.time.advance(millis: TimerService.graceMillis)
        try await shop.until { try shop.order(order).status == .failed }
        try await shop.until { try self.status(short.id, shop) == .expired }
        #expect(try status(long.id, shop) == .active)
        #expect(try shop.stock(of: "rare").available == 2)
        try await shop.stopRunning()
        #expect(try await shop.engine.fireTimers(limit: 10) == 0)
        let again = try await shop.reopened()
        #expect(try again.stock(of: "rare").reserved == 1)
        again.time.advance(millis: 3_600_000)
        #expect(try await again.engine.fireTimers(limit: 10) == 1)
        #expect(try again.stock(of: "rare").reserved == 0)
        try await again.close()
    }

    @Test func `two hundred at once for a hundred lamps: exactly a hundred win`() async throws {
        let shop = try await EngineHarness()
        let lamp = try Self.lines(("popular", 1))
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    do throws(EngineError) {
                        _ = try await shop.engine.reserveStock(
                            lamp,
                            for: nil,
                            lifetimeSeconds: 60,
                            by: Self.program,
                            idempotency: nil
                        )
                        return true
                    } catch {
                        guard case .stockRejected(.insufficient(let shortages)) = error else { throw error }
                        #expect(shortages.map(\.available) == [0])
                        return false
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(won == 100)
        #expect(try shop.stock(of: "popular").available == 0 && shop.stock(of: "popular").reserved == 100)
        shop.time.advance(millis: 60_000)
        #expect(try await shop.engine.fireTimers(limit: 64) == 64)
        #expect(try await shop.engine.fireTimers(limit: 64) == 36)
        #expect(try shop.stock(of: "popular").available == 100)
        try await shop.close()
    }

    @Test func `orders and reservations share what there is`() async throws {
        let shop = try await EngineHarness()
        try await Self.reserve(shop, Self.lines(("rare", 2)))
        let order = try await shop.place(SampleShop.draft([SampleShop.line("rare", 2)]))
        #expect(order.reservation == .none)
        let second = try await shop.place(SampleShop.draft([SampleShop.line("rare")]))
        #expect(second.reservation == .held)
        await #expect(throws: EngineError.self) { try await Self.reserve(shop, Self.lines(("rare", 1))) }
        try await shop.close()
    }

    @Test func `a reservation for an order is for one that exists and is open, and its customer sees it`() async throws
    {
        let shop = try await EngineHarness()
        let (ada, bob) = (UserID(high: 1, low: 1), UserID(high: 1, low: 2))
        let mug = [try SampleShop.line("mug")]
        let id = try await shop.place(SampleShop.draft(mug, customer: .account(ada))).id
        let reservation = try await Self.reserve(shop, Self.lines(("mug", 1)), for: id)
        #expect(reservation.order == id)
        #expect(try shop.engine.reservation(reservation.id, for: Actor(id: ada, role: .user)) == reservation)
        #expect(throws: EngineError.reservationNotFound) {
            try shop.engine.reservation(reservation.id, for: Actor(id: bob, role: .user))
        }
        let other = try await Self.reserve(shop, Self.lines(("mug", 1)))
        #expect(throws: EngineError.reservationNotFound) {
            try shop.engine.reservation(other.id, for: Actor(id: ada, role: .user))
        }
        _ = try await shop.engine.cancelOrder(id, reason: nil, as: Actor(id: nil, role: .admin), idempotency: nil)
        await #expect(throws: EngineError.stockRejected(.orderClosed(.cancelled))) {
            try await Self.reserve(shop, Self.lines(("mug", 1)), for: id)
        }
        await #expect(throws: EngineError.orderNotFound) {
            try await Self.reserve(shop, Self.lines(("mug", 1)), for: OrderID(high: 4, low: 4))
        }
        try await shop.close()
    }

    @Test func `the same key makes one reservation`() async throws {
        let shop = try await EngineHarness()
        let request = RaceTests.request("k", body: "{}")
        var answers: [CommandAnswer] = []
        for _ in 0..<2 {
            answers.append(
                try await shop.engine.reserveStock(
                    Self.lines(("rare", 1)),
                    for: nil,
                    lifetimeSeconds: 60,
                    by: Self.program,
                    idempotency: request
                )
            )
        }
        #expect(answers[0].body == answers[1].body && answers.map(\.isReplay) == [false, true])
        #expect(answers[0].sequence == answers[1].sequence && answers[0].sequence == shop.engine.log.lastSequence)
        #expect(try shop.stock(of: "rare").reserved == 1)
        try await shop.close()
    }

    @Test func `a timer whose kind nobody knows is found by the check and does not hold up the others`() async throws {
        let shop = try await EngineHarness()
        let reservation = try await Self.reserve(shop, Self.lines(("rare", 1)), seconds: 60)
        let tables = shop.engine.tables
        try await shop.engine.writer.submit { transaction throws(StorageError) in
            try tables.timers.insert(TimerKey(1, 250, reservation.id), in: transaction)
            try tables.timers.insert(
                TimerKey(2, TimerKind.reservation.rawValue, OrderID(high: 1, low: 1)),
                in: transaction
            )
        }
        shop.time.advance(millis: 60_000)
        #expect(try await shop.engine.fireTimers(limit: 2) == 2)
        #expect(try await shop.engine.fireTimers(limit: 2) == 1)
        #expect(try status(reservation.id, shop) == .expired)
        try await shop.close()
    }
}
