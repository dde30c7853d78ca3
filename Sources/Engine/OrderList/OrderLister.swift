import Commerce
import Storage

/// Makes one page of a list of orders, at a cost that does not grow with the collection.
///
/// An index gives the candidates in the order of the list wherever there is one. What no index says is looked up in the
/// orders themselves, at most `rowBudget` for a page and as many again for its total. A list by total, or by update
/// within something narrow, is sorted in memory when it is no longer than the budget.
package struct OrderLister {
    /// The most orders that a request looks at to find those that are meant: ten milliseconds, and what a snapshot should
    /// read at most.
    package static let rowBudget = 1_000

    let tables: Tables
    let filter: OrderFilter
    let sort: OrderSort
    /// Entries of indexes and rows that were read.
    var reads = 0
    /// Whether looking at everything that may be meant was tried, and took more than the budget.
    private(set) var isLong = false

    init(_ tables: Tables, _ filter: OrderFilter, _ sort: OrderSort) {
        (self.tables, self.filter, self.sort) = (tables, filter, sort)
    }

    /// - Throws: `.orderList`.
    mutating func page(
        skip: Int,
        after cursor: OrderCursor?,
        limit: Int,
        in snapshot: borrowing ReadTransaction
    ) throws(EngineError) -> OrderPage {
        if let cursor, !cursor.belongs(to: filter, sort) { throw .orderList(.foreignCursor) }
        let plan = try OrderPlan(filter, tables: tables, in: snapshot)
        let request = OrderPageRequest(place: cursor?.place, skip: cursor?.skip ?? skip, limit: limit)
        switch sort {
        case .newestFirst, .oldestFirst:
            return try stored { () throws(StorageError) in
                try walk(plan, plan.runs, plan.span, request, in: snapshot)
            }
        case .lastUpdateFirst, .firstUpdateFirst:
            let isPart = plan.runs != [.all] || plan.span.isBounded
            return try stored { () throws(StorageError) in
                if isPart, plan.isNarrow, let page = try sorted(plan, request, in: snapshot) { return page }
                return try walk(plan, [.updates], filter.updates, request, in: snapshot)
            }
        case .greatestTotalFirst, .leastTotalFirst:
            let page = try stored { () throws(StorageError) in try sorted(plan, request, in: snapshot) }
            guard let page else { throw .orderList(.sortNeedsFilter) }
            return page
        }
    }

    // MARK: Reading

    /// Reads an order unless the candidate brought it.
    mutating func order(
        _ candidate: OrderCandidate,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> Order {
        if let order = candidate.order { return order }
        reads += 1
        let id = candidate.place.id
        guard let row = try tables.orders.get(id, in: snapshot) else {
            throw tables.orders.raw.corrupt(id.keyBytes, "an index names it and it is missing")
        }
        return row.order
    }

    /// Every order of some runs that is meant, in no particular order; nil when more than the budget would have to be
    /// looked at.
    mutating func gather(
        _ runs: [OrderRun],
        _ span: OrderSpan,
        _ plan: OrderPlan,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> [Order]? {
        var stream = OrderStream(runs, span, descending: true, expected: Self.rowBudget)
        defer { reads += stream.reads }
        var (orders, left): ([Order], Int) = ([], Self.rowBudget)
        while let candidate = try stream.next(from: tables, in: snapshot) {
            if left == 0 {
                isLong = true
                return nil
            }
            left -= 1
            let order = try self.order(candidate, in: snapshot)
            if filter.matches(order, accounts: plan.accounts) { orders.append(order) }
        }
        return orders
    }

    /// The shortest list that surely has all orders that are meant: the plan's runs, or the updates of the filter's
    /// times; nil when both are known to be long.
    func narrowest(_ plan: OrderPlan) -> (runs: [OrderRun], span: OrderSpan)? {
        if plan.isNarrow { return (plan.runs, plan.span) }
        return filter.hasUpdateTime ? ([.updates], filter.updates) : nil
    }

    // MARK: Sorting

    /// A page of a list that is sorted here; nil when it is too long for that.
    private mutating func sorted(
        _ plan: OrderPlan,
        _ request: OrderPageRequest,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> OrderPage? {
        guard let (runs, span) = narrowest(plan) else { return nil }
        guard let found = try gather(runs, span, plan, in: snapshot) else { return nil }
        let sort = sort
        let all = found.map { (place: sort.place(of: $0), order: $0) }.sorted { sort.isInOrder($0.place, $1.place) }
        let behind = all.drop { entry in request.place.map { !sort.isInOrder($0, entry.place) } ?? false }
        let rest = behind.dropFirst(request.skip)
        let page = rest.prefix(request.limit)
        let last = rest.count > request.limit ? page.last?.place : nil
        return OrderPage(
            orders: page.map(\.order),
            total: UInt64(all.count),
            next: last.map { OrderCursor($0, filter: filter, sort: sort) },
            reads: reads
        )
    }
}

/// Which part of a list is wanted.
struct OrderPageRequest {
    /// The place that the page begins behind; nil: the list's beginning.
    var place: OrderPlace?
    /// Orders to leave out from there on.
    var skip: Int
    /// The most orders on the page.
    var limit: Int
}
