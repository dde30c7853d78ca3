import Commerce
import Storage

/// How many orders a list has, where that can be said at the cost of a page.
extension OrderLister {
    /// - Parameter mayCount: false when the page has spent its rows already, so that counting would, too.
    mutating func total(
        _ plan: OrderPlan,
        mayCount: Bool,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> UInt64? {
        if !plan.checksRows, !plan.span.isBounded { return plan.count }
        if !plan.checksRows, plan.runs == [.all] { return try totalByNumber(plan.span, in: snapshot) }
        guard mayCount, let (runs, span) = narrowest(plan) else { return nil }
        if !plan.checksRows, runs != [.updates] { return try count(runs, span, in: snapshot) }
        return try gather(runs, span, plan, in: snapshot).map { UInt64($0.count) }
    }

    /// The numbers of orders have no gaps, and grow with their ids.
    private mutating func totalByNumber(
        _ span: OrderSpan,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> UInt64 {
        guard let oldest = try edge(of: span, newest: false, in: snapshot),
            let newest = try edge(of: span, newest: true, in: snapshot)
        else { return 0 }
        return UInt64(newest - oldest + 1)
    }

    /// Counts entries of indexes; nil when there are more than the budget.
    private mutating func count(
        _ runs: [OrderRun],
        _ span: OrderSpan,
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) -> UInt64? {
        var stream = OrderStream(runs, span, descending: true, expected: Self.rowBudget)
        defer { reads += stream.reads }
        var count = 0
        while try stream.next(from: tables, in: snapshot) != nil {
            count += 1
            if count > Self.rowBudget { return nil }
        }
        return UInt64(count)
    }
}
