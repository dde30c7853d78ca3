package import Commerce
package import EventLog
import Storage

extension Engine {
    /// A page of the orders that a filter means.
    ///
    /// - Parameters:
    ///   - skip: how many to leave out; a cursor says for itself.
    ///   - cursor: where an earlier page of the same list ended.
    /// - Throws: `.orderList`.
    package func orders(
        _ filter: OrderFilter,
        sort: OrderSort = .newestFirst,
        skip: Int = 0,
        after cursor: OrderCursor? = nil,
        limit: Int
    ) throws(EngineError) -> OrderPage {
        var lister = OrderLister(tables, filter, sort)
        return try read("orders") { snapshot throws(EngineError) in
            try lister.page(skip: skip, after: cursor, limit: limit, in: snapshot)
        }
    }

    /// A customer's newest orders and the position they are true at, from one snapshot.
    package func snapshot(
        of customer: CustomerID,
        limit: Int
    ) throws(EngineError) -> (orders: [Order], sequence: LogSequence) {
        var lister = OrderLister(tables, OrderFilter(customer: customer), .newestFirst)
        return try read("snapshot") { snapshot throws(EngineError) in
            let sequence = try logged { () throws(LogError) in try log.lastSequence(in: snapshot) }
            return (try lister.page(skip: 0, after: nil, limit: limit, in: snapshot).orders, sequence)
        }
    }
}
