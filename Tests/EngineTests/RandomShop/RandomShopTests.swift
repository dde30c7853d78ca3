import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// Random commands against the shop and a plain model: money, stock and states agree after each step.
@Suite(.timeLimit(.minutes(10))) struct RandomShopTests {
    /// Steps of each seed; together 100,000.
    static let steps = 12_500

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
    func `random commands leave what the model says`(seed: UInt64) async throws {
        var walk = try await RandomWalk(seed: seed)
        for step in 0..<Self.steps {
            let deed = try await walk.step()
            try walk.compare("seed \(seed), step \(step): \(deed)")
            // What is closed is compared once more and then left to the full check.
            if step % 2_500 == 2_499 { try walk.compareAll("seed \(seed), step \(step)") }
        }
        #expect(walk.tally.count >= 12, "every kind of deed came up: \(walk.tally)")
        try await walk.finish()
    }
}

/// One seed's way through the shop.
private struct RandomWalk {
    private static let prices: [String: Int64] = ["mug": 2_999, "popular": 1_000, "rare": 9_999, "bar": 40_000_000]
    private static let products = ["mug", "popular", "rare", "bar"]
    private static let groups = [
        "order-validator-group", "payment-processor-group", "inventory-group", "fulfillment-group",
    ]

    private var random: SeededRandom
    private var shop: EngineHarness
    private var pipeline: Pipeline
    private var model: ShopModel
    /// Orders and reservations that a command may still hit, newest last.
    private var recent: [OrderID] = []
    private var held: [ReservationID] = []
    private var touched: Set<OrderID> = []
    /// How often each deed came up.
    private(set) var tally: [String: Int] = [:]

    init(seed: UInt64) async throws {
        random = SeededRandom(seed)
        shop = try await EngineHarness(folder: TemporaryDirectory(below: "/dev/shm"), seed: seed)
        pipeline = try Pipeline(shop.engine, workers: Pipeline.standardWorkers(shop.engine))
        model = ShopModel(levels: [:])
        for product in Self.products {
            let level = try shop.stock(of: product)
            model.levels[product] = .init(onHand: level.onHand, reserved: level.reserved)
        }
    }

    mutating func step() async throws -> String {
        touched = []
        let deed: String
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<30: deed = try await place()
        case 30..<58: deed = try await work()
        case 58..<66: deed = try await cancel()
        case 66..<72: deed = try await change()
        case 72..<80: deed = try await correct()
        case 80..<86: deed = try await reserve()
        case 86..<92: deed = try await endReservation()
        case 92..<94: deed = try await extendReservation()
        case 94..<97: deed = try await refund()
        default: deed = try await passTime()
        }
        tally[deed, default: 0] += 1
        if recent.count > 40 { recent.removeFirst(10) }
        if held.count > 20 { held.removeFirst(5) }
        return deed
    }

    // MARK: Orders

    private mutating func place() async throws -> String {
        var lines: [OrderItem] = []
        var wanted: [String: Int] = [:]
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let product = Self.products[Int.random(in: 0..<4, using: &random)]
            let quantity = product == "bar" ? 1 : Int.random(in: 1...4, using: &random)
            let isOff = Int.random(in: 0..<25, using: &random) == 0
            lines.append(try SampleShop.line(product, quantity, price: isOff ? 1 : nil))
            wanted[product, default: 0] += quantity
        }
        let sum = try OrderItem.total(of: lines).minorUnits
        let total = Int.random(in: 0..<25, using: &random) == 0 ? sum + 1 : sum
        let isPricedRight = total == sum && !lines.contains { $0.unitPrice.minorUnits == 1 }
        let card =
            ["4242424242424242", "4000000000000002", "4000000000009995", nil, nil, nil]
            .randomElement(using: &random) ?? nil
        let order = try await shop.place(SampleShop.draft(lines, total: total, card: card))
        model.place(
            order.id,
            ShopModel.Order(
                partition: try shop.engine.log.topic("order_created").partition(forKey: order.id.utf8),
                wanted: wanted,
                total: total,
                isPricedRight: isPricedRight,
                isDeclined: card?.hasPrefix("4000") == true || total > 50_000_000,
                goods: .unreserved,
                due: shop.time.now.millis + 300_000
            )
        )
        recent.append(order.id)
        touched = [order.id]
        return "place"
    }

    private mutating func work() async throws -> String {
        let stage = Int.random(in: 0..<5, using: &random)
        guard stage < Self.groups.count else {
            touched = Set(model.waiting.values.joined())
            try await pipeline.runOnce()
            model.runAll()
            return "all stages"
        }
        let from = [OrderStatus.pending, .validated, .paid, .fulfilled][stage]
        touched = Set(model.waiting[from] ?? [])
        try await pipeline.runOnce([GroupName(Self.groups[stage])])
        switch stage {
        case 0: model.validate()
        case 1: model.pay()
        case 2: model.fulfil()
        default: model.ship()
        }
        return Self.groups[stage]
    }

    private mutating func cancel() async throws -> String {
        guard let id = recent.randomElement(using: &random), let order = model.orders[id] else { return "nothing" }
        touched = [id]
        let byStaff = Bool.random(using: &random)
        do throws(EngineError) {
            _ = try await shop.engine.cancelOrder(
                id,
                reason: byStaff ? nil : "changed my mind",
                as: byStaff ? .admin : Actor(id: nil, role: .system),
                idempotency: nil
            )
        } catch {
            guard error == .rejected(.notCancellable(order.status)), !order.status.isCancellable else { throw error }
            return "cancel too late"
        }
        #expect(order.status.isCancellable)
        model.close(id, as: .cancelled)
        return "cancel"
    }

    private mutating func change() async throws -> String {
        guard let id = recent.randomElement(using: &random), let order = model.orders[id] else { return "nothing" }
        touched = [id]
        let target = [OrderStatus.delivered, .failed].randomElement(using: &random) ?? .failed
        let move: OrderChange.Move = target == .delivered ? .delivered : .failed(reason: "lost")
        let isAllowed = target == .delivered ? order.status == .shipped : !order.status.isTerminal
        do throws(EngineError) {
            _ = try await shop.engine.changeOrder(id, OrderChange(move: move), as: .admin, idempotency: nil)
        } catch {
            guard case .rejected(.changeNotAllowed) = error, !isAllowed else { throw error }
            return "change too late"
        }
        #expect(isAllowed)
        if target == .delivered { model.orders[id]?.status = .delivered } else { model.close(id, as: .failed) }
        return target.text
    }

    private mutating func refund() async throws -> String {
        guard let id = recent.randomElement(using: &random), let order = model.orders[id] else { return "nothing" }
        guard let payment = try shop.order(id).payment else { return "nothing" }
        touched = [id]
        let left = order.captured - order.refunded
        let asked = Int64.random(in: 1...max(order.total, 1), using: &random)
        let isAll = Bool.random(using: &random)
        let share: RefundShare = isAll ? .everything : .amount(try #require(Money(minorUnits: asked)))
        let isAllowed = !order.status.isCancellable && left > 0 && (isAll || asked <= left)
        do throws(EngineError) {
            _ = try await shop.engine.refundPayment(payment, share, reason: "r", by: .admin, idempotency: nil)
        } catch {
            guard case .rejected = error, !isAllowed else { throw error }
            return "refund refused"
        }
        #expect(isAllowed)
        model.orders[id]?.refunded += isAll ? left : asked
        return isAll ? "refund the rest" : "refund a part"
    }

    // MARK: Stock

    private mutating func correct() async throws -> String {
        let product = Self.products[Int.random(in: 1..<3, using: &random)]
        guard let level = model.levels[product], let id = ProductID(product) else { return "nothing" }
        let isCount = Bool.random(using: &random)
        let amount = Int.random(in: isCount ? 0...60 : -20...30, using: &random)
        let after = isCount ? amount : level.onHand + amount
        guard isCount || amount != 0 else { return "nothing" }
        let command = CorrectStock(isCount ? .setTo(amount) : .delta(amount), reason: "counted")
        do throws(EngineError) {
            _ = try await shop.engine.correctStock(of: id, command, by: .admin, idempotency: nil)
        } catch {
            guard case .stockRejected = error, after < level.reserved else { throw error }
            return "correct too far"
        }
        #expect(after >= level.reserved)
        model.levels[product]?.onHand = after
        return "correct"
    }

    private mutating func reserve() async throws -> String {
        var wanted: [String: Int] = [:]
        for product in ["popular", "rare"] where Bool.random(using: &random) {
            wanted[product] = Int.random(in: 1...5, using: &random)
        }
        let items = wanted.compactMap { name, quantity in
            ProductID(name).map { ProductQuantity(product: $0, quantity: quantity) }
        }
        guard !items.isEmpty else { return "nothing" }
        let seconds = Int64.random(in: 1...600, using: &random)
        let answer: CommandAnswer
        do throws(EngineError) {
            answer = try await shop.engine.reserveStock(
                items,
                for: nil,
                lifetimeSeconds: seconds,
                by: .admin,
                idempotency: nil
            )
        } catch {
            guard case .stockRejected(.insufficient) = error, !model.suffices(wanted) else { throw error }
            return "reserve too much"
        }
        #expect(model.suffices(wanted))
        let text = try JSONDocument(parsing: answer.body).root["reservation_id"]?.string
        let id = try #require(text.flatMap { ReservationID(text: $0) })
        model.reserve(id, wanted, until: shop.time.now.millis + seconds * 1_000)
        held.append(id)
        return "reserve"
    }

    private mutating func endReservation() async throws -> String {
        guard let id = held.randomElement(using: &random) else { return "nothing" }
        _ = try await shop.engine.releaseReservation(id, by: .admin, idempotency: nil)
        let wasActive = model.reservations[id]?.status == .active
        model.end(id, as: .released)
        return wasActive ? "release" : "release again"
    }

    private mutating func extendReservation() async throws -> String {
        guard let id = held.randomElement(using: &random), let known = model.reservations[id] else { return "nothing" }
        let seconds = Int64.random(in: 1...600, using: &random)
        do throws(EngineError) {
            _ = try await shop.engine.extendReservation(id, lifetimeSeconds: seconds, by: .admin, idempotency: nil)
        } catch {
            guard case .stockRejected(.reservationEnded) = error, known.status != .active else { throw error }
            return "extend too late"
        }
        #expect(known.status == .active)
        model.reservations[id]?.expires = max(known.expires, shop.time.now.millis + seconds * 1_000)
        return "extend"
    }

    // MARK: Time

    private mutating func passTime() async throws -> String {
        shop.time.advance(millis: Int64.random(in: 1...90_000, using: &random))
        while try await shop.engine.fireTimers(limit: 64) == 64 {}
        touched = model.passTime(to: shop.time.now.millis)
        return "time"
    }

    // MARK: Comparing

    /// Compares all stock, and the orders that the step may have touched.
    func compare(_ step: String) throws {
        for (product, level) in model.levels {
            let found = try shop.stock(of: product)
            let stored = ShopModel.Level(onHand: found.onHand, reserved: found.reserved)
            try #require(stored == level, "\(product), \(step)")
        }
        for id in touched { try compare(id, step) }
    }

    /// Compares everything.
    func compareAll(_ step: String) throws {
        for id in model.orders.keys { try compare(id, step) }
        for (id, known) in model.reservations {
            let found = try shop.engine.reservation(id, for: .admin)
            try #require(found.status == known.status && found.expiresAt.millis == known.expires, "\(id), \(step)")
        }
    }

    private func compare(_ id: OrderID, _ step: String) throws {
        let known = try #require(model.orders[id])
        let order = try shop.order(id)
        try #require(order.status == known.status, "\(id), \(step)")
        try #require(order.orderTimerDue?.millis == known.due, "timer of \(id), \(step)")
        let goods: ReservationState =
            switch known.goods {
            case .unreserved: .none
            case .held: .held
            case .taken: .committed
            case .back: .released
            }
        try #require(order.reservation == goods, "goods of \(id), \(step)")
        let payment = try shop.engine.environment.read("test") { snapshot throws(StorageError) in
            guard let id = order.payment else { return Payment?.none }
            return try shop.engine.tables.payments.get(id, in: snapshot)
        }
        let captured = payment?.status.isCaptured == true ? order.total.minorUnits : 0
        let refunded = payment?.refundedAmount.minorUnits ?? 0
        try #require((captured, refunded) == (known.captured, known.refunded), "money of \(id), \(step)")
    }

    /// Lets the shop finish what waits, and checks all of it.
    mutating func finish() async throws {
        try await pipeline.runOnce()
        model.runAll()
        try compareAll("the end")
        try await shop.close()
    }
}
