import EventLog
import Storage
import TestSupport
import Testing

@testable import Commerce
@testable import Engine

/// Many orders of every kind in a store, and beside it as a plain array. They are written as commands write them, but have
/// no events, so that thousands of them are there at once.
struct OrderShelf {
    static let customers = (0..<6).map { $0 < 3 ? CustomerID.account(UserID(high: 5, low: $0)) : .guest("guest-\($0)") }
    static let products = ["mug", "pencil", "popular", "rare"]
    private static let methods = ["credit_card", "PayPal", "invoice"]
    private static let addresses = [nil, nil, "ada@example.com", "Ada.B@example.com", "bob@example.org"]

    let shop: EngineHarness
    private(set) var orders: [Order] = []
    private(set) var random: SeededRandom

    init(seed: UInt64 = 1) async throws {
        shop = try await EngineHarness(folder: TemporaryDirectory(below: "/dev/shm"), seed: seed)
        random = SeededRandom(seed)
    }

    /// Ends the shop once its indexes are found to be right.
    func close() async throws {
        let tables = shop.engine.tables
        let findings = try shop.engine.environment.read("check") { snapshot throws(StorageError) in
            var findings = Findings()
            OrderIndexCheck(tables: tables).run(in: snapshot, &findings)
            return findings
        }
        #expect(findings.isClean, "\(findings.lines)")
        await shop.engine.close()
    }

    // MARK: Writing

    /// Adds orders, a thousand in a transaction.
    mutating func add(_ count: Int) async throws {
        var left = count
        while left > 0 {
            let known = orders.count
            for _ in 0..<min(left, 1_000) { orders.append(try order()) }
            let new = orders[known...]
            try await write(new.map { (nil, $0) })
            left -= new.count
        }
    }

    /// Changes some orders, each to another status and at a time of its own.
    mutating func change(_ count: Int) async throws {
        var changes: [(Order?, Order)] = []
        for index in Set((0..<count).map { _ in Int.random(in: orders.indices, using: &random) }).sorted() {
            shop.time.advance(millis: Int64.random(in: 0...2, using: &random))
            var order = orders[index]
            order.status = status()
            order.updatedAt = shop.time.now
            changes.append((orders[index], order))
            orders[index] = order
        }
        try await write(changes)
    }

    private func write(_ changes: [(before: Order?, order: Order)]) async throws {
        let commits = shop.engine.journal.commits
        try await shop.engine.submit { transaction throws(EngineError) in
            for (before, order) in changes {
                commits.record(OrderRow(order: order, events: []), before: before, payment: nil, in: transaction)
            }
        }
    }

    private mutating func order() throws -> Order {
        shop.time.advance(millis: Int64.random(in: 0...1_000, using: &random))
        let status = status()
        let failure = status == .failed ? FailureCode.allCases.randomElement(using: &random) : nil
        let product = try #require(Self.products.randomElement(using: &random))
        let number = TrackingNumber.generate(for: .dhl, random: (random.next(), random.next()))
        return Order(
            id: shop.engine.entropy.identifier(at: shop.time.now),
            number: Order.firstNumber + Int64(orders.count),
            customer: try #require(Self.customers.randomElement(using: &random)),
            status: status,
            items: [try SampleShop.line(product)],
            total: try #require(Money(minorUnits: Int64.random(in: 0...50, using: &random) * 100)),
            paymentMethod: try #require(Self.methods.randomElement(using: &random).flatMap { PaymentMethod($0) }),
            shipping: status == .shipped
                ? Shipping(carrier: .dhl, trackingNumber: number, shippedAt: shop.time.now) : nil,
            failure: failure.map { Failure(code: $0, message: "", stage: .payment, at: shop.time.now) },
            email: try #require(Self.addresses.randomElement(using: &random)),
            createdAt: shop.time.now,
            updatedAt: shop.time.now
        )
    }

    private mutating func status() -> OrderStatus { OrderStatus.allCases.randomElement(using: &random) ?? .pending }

    // MARK: The model

    /// A filter with some conditions that some of the orders meet, and a sort.
    mutating func query() throws -> (filter: OrderFilter, sort: OrderSort) {
        let sample = try #require(orders.randomElement(using: &random))
        let other = try #require(orders.randomElement(using: &random))
        var filter = OrderFilter(
            customer: flip(3) ? sample.customer : nil,
            statuses: flip(2) ? [sample.status, other.status] : []
        )
        if flip(4) { filter.createdAfter = min(sample.createdAt, other.createdAt) }
        if flip(4) { filter.createdBefore = max(sample.createdAt, other.createdAt) }
        if flip(6) { filter.updatedAfter = min(sample.updatedAt, other.updatedAt) }
        if flip(6) { filter.updatedBefore = max(sample.updatedAt, other.updatedAt) }
        if flip(6) { filter.minTotal = min(sample.total, other.total) }
        if flip(6) { filter.maxTotal = max(sample.total, other.total) }
        if flip(6) { filter.product = sample.items[0].product }
        if flip(6) { filter.paymentMethod = PaymentMethod(sample.paymentMethod.text.uppercased()) }
        if flip(9) { filter.failure = sample.failure?.code }
        if flip(9) { filter.trackingNumber = sample.shipping?.trackingNumber }
        if flip(4) { filter.search = search(sample) }
        return (filter, try #require(OrderSort.allCases.randomElement(using: &random)))
    }

    private mutating func search(_ sample: Order) -> OrderSearch? {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: OrderSearch(text: sample.numberText)
        case 1: OrderSearch(text: String(sample.id.text.prefix(Int.random(in: 8...36, using: &random))))
        case 2: OrderSearch(text: sample.shipping?.trackingNumber.text ?? "1234567890")
        default:
            OrderSearch(text: ["ada", "ADA@example", "ada.b@", "bob@example.org", "nobody@"].randomElement() ?? "")
        }
    }

    private mutating func flip(_ sides: Int) -> Bool { Int.random(in: 0..<sides, using: &random) == 0 }

    /// What the filter means, in the order of the sort, found without any index.
    func expected(_ filter: OrderFilter, _ sort: OrderSort) -> [Order] {
        orders.filter { Self.isMeant($0, filter) }.sorted { left, right in
            let isBefore =
                switch sort {
                case .newestFirst, .oldestFirst: left.id < right.id
                case .lastUpdateFirst, .firstUpdateFirst:
                    (left.updatedAt, left.id) < (right.updatedAt, right.id)
                case .greatestTotalFirst, .leastTotalFirst: (left.total, left.id) < (right.total, right.id)
                }
            return isBefore == !sort.rawValue.hasPrefix("-")
        }
    }

    private static func isMeant(_ order: Order, _ filter: OrderFilter) -> Bool {
        let conditions = [
            filter.customer.map { $0 == order.customer },
            filter.statuses.isEmpty ? nil : filter.statuses.contains(order.status),
            filter.createdAfter.map { order.createdAt >= $0 }, filter.createdBefore.map { order.createdAt < $0 },
            filter.updatedAfter.map { order.updatedAt >= $0 }, filter.updatedBefore.map { order.updatedAt < $0 },
            filter.minTotal.map { order.total >= $0 }, filter.maxTotal.map { order.total <= $0 },
            filter.product.map { product in order.items.contains { $0.product == product } },
            filter.paymentMethod.map { $0.text.lowercased() == order.paymentMethod.text.lowercased() },
            filter.failure.map { $0 == order.failure?.code },
            filter.trackingNumber.map { $0 == order.shipping?.trackingNumber },
            filter.search.map { isFound(order, $0) },
        ]
        return !conditions.contains(false)
    }

    private static func isFound(_ order: Order, _ search: OrderSearch) -> Bool {
        switch search {
        case .number(let number): order.number == number
        case .identifier(let prefix): order.id.text.hasPrefix(prefix.text)
        case .trackingNumber(let number): order.shipping?.trackingNumber == number
        case .email(let beginning): order.email?.lowercased().hasPrefix(beginning) ?? false
        }
    }
}
