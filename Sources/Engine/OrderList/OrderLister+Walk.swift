import Commerce
import Storage

/// Pages of lists that an index has in their order.
extension OrderLister {
    /// What a walk along an index found.
    private struct Walk {
        var candidates: [OrderCandidate] = []
        /// Orders that are meant and stand before the page.
        var skipped = 0
        /// The last place that was looked at.
        var last: OrderPlace?
        /// Whether the index was walked to its end.
        var isAtEnd = false
        /// Whether the rows that one request may look at were spent.
        var isSpent = false
    }

    /// A page from the candidates of some runs, which come in the order of the list.
    mutating func walk(
        _ plan: OrderPlan,
        _ runs: [OrderRun],
        _ span: OrderSpan,
        _ request: OrderPageRequest,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> OrderPage {
        let checksRows =
            if runs == [.updates] {
                // It has all orders, whatever the plan's runs leave out.
                filter.needsRows || plan.runs != [.all] || plan.span.isBounded
            } else {
                plan.checksRows
            }
        var (span, skip) = (span, request.skip)
        if let place = request.place { span.drop(through: place, descending: sort.isDescending) }
        if runs == [.all], !checksRows, let jump = try jump(over: skip, span, in: snapshot) { (span, skip) = (jump, 0) }
        let walk = try walk(runs, span, checksRows ? plan : nil, skip, request.limit, in: snapshot)
        var orders: [Order] = []
        for candidate in walk.candidates { orders.append(try order(candidate, in: snapshot)) }
        let isWhole = request.place == nil && walk.isAtEnd && skip == request.skip
        let total =
            isWhole
            ? UInt64(walk.skipped + orders.count)
            : try total(plan, mayCount: !walk.isSpent && !isLong, in: snapshot)
        let next = walk.isAtEnd ? nil : walk.last
        return OrderPage(
            orders: orders,
            total: total,
            next: next.map { OrderCursor($0, skip: skip - walk.skipped, filter: filter, sort: sort) },
            reads: reads
        )
    }

    /// - Parameter plan: set when candidates have to be looked at to know whether they are meant.
    private mutating func walk(
        _ runs: [OrderRun],
        _ span: OrderSpan,
        _ plan: OrderPlan?,
        _ skip: Int,
        _ limit: Int,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> Walk {
        var stream = OrderStream(runs, span, descending: sort.isDescending, expected: skip + limit + 1)
        defer { reads += stream.reads }
        var (walk, budget) = (Walk(), Self.rowBudget)
        while var candidate = try stream.next(from: tables, in: snapshot) {
            if let plan {
                if budget == 0 {
                    walk.isSpent = true
                    return walk
                }
                let order = try order(candidate, in: snapshot)
                guard filter.matches(order, accounts: plan.accounts) else {
                    (budget, walk.last) = (budget - 1, candidate.place)
                    continue
                }
                (budget, candidate.order) = (budget - 1, order)
            }
            if walk.skipped < skip {
                walk.skipped += 1
            } else if walk.candidates.count < limit {
                walk.candidates.append(candidate)
            } else {
                return walk
            }
            walk.last = candidate.place
        }
        walk.isAtEnd = true
        return walk
    }

    /// The rest of a span of all orders behind the first `skip` of it, found by their numbers, which have no gaps; nil
    /// when nothing is to be left out.
    private mutating func jump(
        over skip: Int,
        _ span: OrderSpan,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> OrderSpan? {
        guard skip > 0, let first = try edge(of: span, newest: sort.isDescending, in: snapshot),
            let last = try edge(of: span, newest: !sort.isDescending, in: snapshot)
        else { return nil }
        var rest = span
        guard skip < abs(last - first) + 1 else {
            rest.end = rest.first
            return rest
        }
        let number = UInt64(sort.isDescending ? first - Int64(skip) + 1 : first + Int64(skip) - 1)
        reads += 1
        guard let id = try tables.ordersByNumber.get(number, in: snapshot)?.id else { return nil }
        rest.drop(through: OrderPlace(id), descending: sort.isDescending)
        return rest
    }

    /// The number of the newest or oldest order of a span of all orders.
    mutating func edge(
        of span: OrderSpan,
        newest: Bool,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> Int64? {
        let found = try OrderRun.all.read(span, descending: newest, count: 1, from: tables, in: snapshot)
        reads += found.count
        return found.first?.order?.number
    }
}
