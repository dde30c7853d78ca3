import Commerce
import Engine
import TestSupport
import Testing

/// What a list reads, counted in entries and rows: it depends on the page and not on the collection.
@Suite(.timeLimit(.minutes(10))) struct OrderListCostTests {
    /// Lists that an index answers, by what they are called in a failure.
    private static func lists(_ shelf: OrderShelf) throws -> [(name: String, reads: Int)] {
        let engine = shelf.shop.engine
        let middle = shelf.orders[shelf.orders.count / 2]
        var day = OrderFilter()
        (day.createdAfter, day.createdBefore) = (middle.createdAt, middle.createdAt.adding(millis: 60_000))
        var number = OrderFilter()
        number.search = OrderSearch(text: middle.numberText)
        var identifier = OrderFilter()
        identifier.search = OrderSearch(text: middle.id.text)
        var recent = OrderFilter()
        recent.updatedAfter = shelf.shop.time.now.adding(millis: -60_000)
        let all = OrderFilter()
        var deep: OrderCursor?
        for _ in 0..<5 { deep = try engine.orders(all, after: deep, limit: 100).next }
        let cursor = try #require(deep)
        let some = OrderFilter(statuses: [.pending, .paid, .failed])
        return [
            ("first page", try engine.orders(all, limit: 10).reads),
            ("oldest first", try engine.orders(all, sort: .oldestFirst, limit: 10).reads),
            ("deep cursor", try engine.orders(all, after: cursor, limit: 10).reads),
            ("page number 90", try engine.orders(all, skip: 890, limit: 10).reads),
            ("a page behind the end", try engine.orders(all, skip: 100_000, limit: 10).reads),
            ("status", try engine.orders(OrderFilter(statuses: [.paid]), limit: 10).reads),
            ("several statuses", try engine.orders(some, limit: 10).reads),
            ("customer", try engine.orders(OrderFilter(customer: OrderShelf.customers[1]), limit: 10).reads),
            ("time of placing", try engine.orders(day, limit: 10).reads),
            ("by update", try engine.orders(all, sort: .lastUpdateFirst, limit: 10).reads),
            ("recent updates", try engine.orders(recent, sort: .lastUpdateFirst, limit: 10).reads),
            ("number", try engine.orders(number, limit: 10).reads),
            ("id", try engine.orders(identifier, limit: 10).reads),
        ]
    }

    @Test func `twenty times the orders cost no more reads`() async throws {
        var shelf = try await OrderShelf(seed: 31)
        try await shelf.add(1_000)
        let small = try Self.lists(shelf)
        try await shelf.add(19_000)
        let large = try Self.lists(shelf)
        for (before, after) in zip(small, large) {
            #expect(after.reads <= max(before.reads, 60), "\(after.name): \(before.reads), then \(after.reads)")
        }
        try await shelf.close()
    }

    @Test func `what has no index is looked for bit by bit, and found completely`() async throws {
        var shelf = try await OrderShelf(seed: 32)
        try await shelf.add(4_500)
        let budget = OrderLister.rowBudget
        var filter = OrderFilter()
        filter.trackingNumber = try #require(
            shelf.orders.first { $0.shipping != nil }?.shipping?.trackingNumber
        )
        let pages = try OrderListModelTests.walk(shelf.shop, filter, .newestFirst, limit: 10)
        #expect(pages.map(\.orders.count) == [0, 0, 0, 0, 1])
        #expect(pages.dropLast().allSatisfy { $0.total == nil && $0.next != nil })
        #expect(pages.allSatisfy { $0.reads <= 2 * budget + 256 })
        #expect(pages.flatMap(\.orders) == shelf.expected(filter, .newestFirst))

        var common = OrderFilter(customer: OrderShelf.customers[0])
        common.product = ProductID("mug")
        for sort in [OrderSort.newestFirst, .firstUpdateFirst, .leastTotalFirst] {
            let pages = try OrderListModelTests.walk(shelf.shop, common, sort, limit: 100)
            #expect(pages.flatMap(\.orders) == shelf.expected(common, sort), "\(sort)")
            #expect(pages.allSatisfy { $0.total == UInt64(shelf.expected(common, sort).count) })
            #expect(pages.allSatisfy { $0.reads <= 4 * budget })
        }
        try await shelf.close()
    }

    @Test func `a page number goes on where the budget ended`() async throws {
        var shelf = try await OrderShelf(seed: 33)
        try await shelf.add(5_000)
        var filter = OrderFilter()
        filter.product = ProductID("rare")
        let expected = shelf.expected(filter, .oldestFirst)
        let skip = expected.count - 150
        let pages = try OrderListModelTests.walk(shelf.shop, filter, .oldestFirst, skip: skip, limit: 100)
        #expect(pages.first?.orders.isEmpty == true && pages.first?.total == nil)
        #expect(pages.flatMap(\.orders) == Array(expected.dropFirst(skip)))
        try await shelf.close()
    }

    @Test func `only a narrow list is sorted by total`() async throws {
        var shelf = try await OrderShelf(seed: 34)
        try await shelf.add(2_100)
        let engine = shelf.shop.engine
        #expect(throws: EngineError.orderList(.sortNeedsFilter)) {
            try engine.orders(OrderFilter(), sort: .greatestTotalFirst, limit: 10)
        }
        var since = OrderFilter()
        since.updatedAfter = shelf.orders[1_500].updatedAt
        let customer = OrderFilter(customer: OrderShelf.customers[2])
        for filter in [since, customer, OrderFilter(statuses: [.failed, .shipped])] {
            let found = try OrderListModelTests.walk(shelf.shop, filter, .greatestTotalFirst, limit: 90)
            #expect(found.flatMap(\.orders) == shelf.expected(filter, .greatestTotalFirst))
        }
        // A list that is not narrow any more when it has grown.
        since.updatedAfter = shelf.orders[0].updatedAt
        #expect(throws: EngineError.orderList(.sortNeedsFilter)) {
            try engine.orders(since, sort: .leastTotalFirst, limit: 10)
        }
        try await shelf.close()
    }

    @Test func `a long part of the orders is still listed by update`() async throws {
        var shelf = try await OrderShelf(seed: 35)
        try await shelf.add(2_500)
        try await shelf.change(1_000)
        var filter = OrderFilter()
        filter.createdAfter = shelf.orders[100].createdAt
        let pages = try OrderListModelTests.walk(shelf.shop, filter, .lastUpdateFirst, limit: 100)
        #expect(pages.flatMap(\.orders) == shelf.expected(filter, .lastUpdateFirst))
        #expect(pages.allSatisfy { $0.total == UInt64(shelf.expected(filter, .lastUpdateFirst).count) })
        try await shelf.close()
    }

    @Test func `totals of a time of placing are exact at any size`() async throws {
        var shelf = try await OrderShelf(seed: 36)
        try await shelf.add(6_000)
        var filter = OrderFilter()
        (filter.createdAfter, filter.createdBefore) = (shelf.orders[500].createdAt, shelf.orders[5_500].createdAt)
        let page = try shelf.shop.engine.orders(filter, limit: 10)
        #expect(page.total == UInt64(shelf.expected(filter, .newestFirst).count))
        #expect(page.reads < 30)
        try await shelf.close()
    }
}
