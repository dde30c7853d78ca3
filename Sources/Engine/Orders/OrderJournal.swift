import Commerce
import EventLog
import Storage

/// Writes what the domain decided about an order: the events, and through the commit's journal the row, its indexes,
/// counts and timers, the payment and the stock. Everything in the transaction it is handed.
package struct OrderJournal: Sendable {
    let tables: Tables
    let log: EventLog
    let encoder: EventEncoder
    let commits: CommitJournal

    /// An order's row.
    ///
    /// - Throws: `.orderNotFound`.
    func row(_ id: OrderID, in snapshot: borrowing some Snapshot & ~Copyable) throws(EngineError) -> OrderRow {
        do throws(StorageError) {
            if let row = try tables.orders.get(id, in: snapshot) { return row }
        } catch {
            throw .storage(error)
        }
        throw .orderNotFound
    }

    /// An order's row, changes of the running batch included.
    ///
    /// - Throws: `.orderNotFound`.
    func row(_ id: OrderID, in transaction: borrowing WriteTransaction) throws(EngineError) -> OrderRow {
        let row = try stored { () throws(StorageError) in try commits.order(id, in: transaction) }
        guard let row else { throw .orderNotFound }
        return row
    }

    /// The payment of an order, changes of the running batch included; nil if it has none.
    func payment(
        of order: Order,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> Payment? {
        guard let id = order.payment else { return nil }
        return try commits.payment(id, in: transaction)
    }

    /// The levels of an order's products, changes of the running batch included; each product once.
    func stock(
        of items: [OrderItem],
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> [StockLevel] {
        try commits.levels(of: items.lazy.map(\.product), in: transaction)
    }

    /// The levels that recording a gateway's answer needs: only a payment that was declined moves stock.
    func stock(
        for answer: GatewayAnswer,
        _ order: Order,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> [StockLevel] {
        guard case .declined = answer else { return [] }
        return try stock(of: order.items, in: transaction)
    }

    /// The catalogue's entries of an order's products; each product once.
    func products(
        of items: [OrderItem],
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> [Product] {
        var products: [Product] = []
        for item in items where !products.contains(where: { $0.id == item.product }) {
            if let product = try tables.products.get(item.product, in: snapshot) { products.append(product) }
        }
        return products
    }

    /// Writes a decision.
    ///
    /// - Parameters:
    ///   - before: the order's row as it was; nil for a new order.
    ///   - cause: the `ce_id` of the event that led to the decision.
    /// - Returns: the sequence of the last record it appended.
    @discardableResult
    func apply(
        _ decision: Decision,
        before: OrderRow?,
        causedBy cause: [UInt8]? = nil,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> LogSequence? {
        let order = decision.order
        var references = before?.events ?? []
        var last: LogSequence?
        for event in decision.events where event.product == nil {
            let (reference, appended) = encoder.append(event, causedBy: cause, to: log, in: transaction)
            references.append(reference)
            last = appended.sequence
        }
        try commits.record(
            decision.movements,
            levels: decision.levels,
            events: decision.events,
            in: transaction
        )
        commits.record(
            OrderRow(order: order, events: references),
            before: before?.order,
            payment: decision.payment,
            in: transaction
        )
        return last
    }
}
