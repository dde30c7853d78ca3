import Commerce
import EventLog
import Storage

/// Writes what the domain decided about an order: the row, its indexes, counts and timers, the payment, the stock,
/// and the events. Everything in the transaction it is handed.
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

    /// The payment of an order, if it has one.
    func payment(
        of order: Order,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> Payment? {
        guard let id = order.payment else { return nil }
        return try tables.payments.get(id, in: snapshot)
    }

    /// The levels of an order's products, changes of the running batch included; each product once.
    func stock(
        of items: [OrderItem],
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> [StockLevel] {
        var levels: [StockLevel] = []
        for item in items where !levels.contains(where: { $0.product == item.product }) {
            if let level = try commits.level(of: item.product, in: transaction) { levels.append(level) }
        }
        return levels
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
        try writeIndexes(order, before: before?.order, in: transaction)
        try writeTimers(order, before: before?.order, in: transaction)
        if let payment = decision.payment { try tables.payments.put(payment.id, payment, in: transaction) }
        let row = OrderRow(order: order, events: references)
        if before == nil {
            try tables.orders.append(order.id, row, in: transaction)
        } else {
            try tables.orders.put(order.id, row, in: transaction)
        }
        return last
    }

    private func writeIndexes(
        _ order: Order,
        before: Order?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        guard order.status != before?.status else { return }
        if let old = before?.status {
            try tables.ordersByStatus.delete(Key2(old, order.id), in: transaction)
            try tables.ordersByCustomerAndStatus.delete(Key3(order.customer, old, order.id), in: transaction)
        } else {
            try tables.ordersByCustomer.insert(Key2(order.customer, order.id), in: transaction)
        }
        try tables.ordersByStatus.insert(Key2(order.status, order.id), in: transaction)
        try tables.ordersByCustomerAndStatus.insert(Key3(order.customer, order.status, order.id), in: transaction)
        try commits.count(order.customer, from: before?.status, to: order.status, in: transaction)
    }

    private func writeTimers(
        _ order: Order,
        before: Order?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        try move(.order, of: order.id, from: before?.orderTimerDue, to: order.orderTimerDue, in: transaction)
        try move(.payment, of: order.id, from: before?.paymentTimerDue, to: order.paymentTimerDue, in: transaction)
        try move(.delivery, of: order.id, from: before?.deliveryDue, to: order.deliveryDue, in: transaction)
    }

    private func move(
        _ kind: TimerKind,
        of order: OrderID,
        from old: Timestamp?,
        to new: Timestamp?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        guard old != new else { return }
        if let old { try tables.timers.delete(Key3(old.millis, kind.rawValue, order), in: transaction) }
        if let new { try tables.timers.insert(Key3(new.millis, kind.rawValue, order), in: transaction) }
    }
}
