import Commerce
import Engine
import TestSupport
import Testing

/// Lists with every filter and sort against filtering and sorting a plain array.
@Suite(.timeLimit(.minutes(10))) struct OrderListModelTests {
    @Test(arguments: [UInt64(11), 12, 13])
    func `any filter, sort and page is what a plain array says`(seed: UInt64) async throws {
        var shelf = try await OrderShelf(seed: seed)
        try await shelf.add(250)
        var hits = 0
        for round in 0..<90 {
            if round % 10 == 9 {
                try await shelf.change(20)
                try await shelf.add(5)
            }
            let (filter, sort) = try shelf.query()
            let expected = shelf.expected(filter, sort)
            hits += expected.isEmpty ? 0 : 1
            let limit = Int.random(in: 9...100)
            let pages = try Self.walk(shelf.shop, filter, sort, limit: limit)
            #expect(pages.flatMap(\.orders).map(\.number) == expected.map(\.number), "\(filter) \(sort)")
            #expect(pages.flatMap(\.orders) == expected, "\(filter) \(sort)")
            #expect(pages.allSatisfy { $0.total == UInt64(expected.count) }, "\(filter) \(sort)")
            let skip = Int.random(in: 0...expected.count + 3)
            let part = try shelf.shop.engine.orders(filter, sort: sort, skip: skip, limit: limit)
            #expect(part.orders == Array(expected.dropFirst(skip).prefix(limit)), "\(filter) \(sort) from \(skip)")
            #expect((part.next != nil) == (skip + limit < expected.count), "\(filter) \(sort) from \(skip)")
            #expect(part.total == UInt64(expected.count), "\(filter) \(sort) from \(skip)")
        }
        #expect(hits >= 30, "most lists have something in them")
        try await shelf.close()
    }

    /// All pages of a list, one cursor after another.
    static func walk(
        _ shop: EngineHarness,
        _ filter: OrderFilter,
        _ sort: OrderSort,
        skip: Int = 0,
        limit: Int
    ) throws(EngineError) -> [OrderPage] {
        var pages = [try shop.engine.orders(filter, sort: sort, skip: skip, limit: limit)]
        while let cursor = pages.last?.next {
            pages.append(try shop.engine.orders(filter, sort: sort, after: cursor, limit: limit))
        }
        return pages
    }

    @Test(arguments: [OrderSort.newestFirst, .oldestFirst])
    func `cursors visit every order once while others arrive`(sort: OrderSort) async throws {
        var shelf = try await OrderShelf(seed: 21)
        try await shelf.add(300)
        for statuses in [[], [OrderStatus.pending, .shipped, .failed]] as [Set<OrderStatus>] {
            let filter = OrderFilter(statuses: statuses)
            let before = shelf.expected(filter, sort).map(\.id)
            var (seen, cursor): ([OrderID], OrderCursor?) = ([], nil)
            repeat {
                let page = try shelf.shop.engine.orders(filter, sort: sort, after: cursor, limit: 11)
                (seen, cursor) = (seen + page.orders.map(\.id), page.next)
                if seen.count < before.count { try await shelf.add(3) }
            } while cursor != nil
            #expect(Array(seen.prefix(before.count)) == before)
            // Oldest first, those that arrived come behind.
            #expect(seen == (sort == .newestFirst ? before : shelf.expected(filter, sort).map(\.id)))
        }
        try await shelf.close()
    }
}
