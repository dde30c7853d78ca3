import Commerce
import Storage

/// Orders with their indexes, counts, timers and payments.
extension CommitJournal {
    /// An order's row, changes of the running batch included; nil when there is none.
    func order(_ id: OrderID, in transaction: borrowing WriteTransaction) throws(StorageError) -> OrderRow? {
        let pending = gathered.with(transaction.token) { $0.orders.row(id) }
        if let pending { return pending }
        return try tables.orders.get(id, in: transaction)
    }

    /// A payment, changes of the running batch included; nil when there is none.
    func payment(_ id: PaymentID, in transaction: borrowing WriteTransaction) throws(StorageError) -> Payment? {
        let pending = gathered.with(transaction.token) { $0.orders.payment(id) }
        if let pending { return pending }
        return try tables.payments.get(id, in: transaction)
    }

    /// Takes over an order as a decision left it.
    ///
    /// - Parameter before: the order as the decision found it; nil for a new one.
    func record(_ row: OrderRow, before: Order?, payment: Payment?, in transaction: borrowing WriteTransaction) {
        transaction.markWritten()
        gathered.with(transaction.token) { gathered in
            gathered.orders.set(row, before: before)
            if let payment { gathered.orders.set(payment) }
        }
    }

    /// Writes what was gathered of orders.
    func write(_ pending: PendingOrders, in transaction: borrowing WriteTransaction) throws(StorageError) {
        var counts = Counts()
        for change in pending.changes {
            let (order, stored) = (change.row.order, change.stored)
            if stored == nil {
                try tables.orders.append(order.id, change.row, in: transaction)
            } else {
                try tables.orders.put(order.id, change.row, in: transaction)
            }
            try writeTimers(order, stored: stored, in: transaction)
            try tables.orderIndexes.write(order, stored: stored, in: transaction)
            guard order.status != stored?.status else { continue }
            try writeIndexes(order, stored: stored, in: transaction)
            try count(order.customer, from: stored?.status, to: order.status, &counts, in: transaction)
        }
        for payment in pending.payments { try tables.payments.put(payment.id, payment, in: transaction) }
        for (customer, counts) in counts.customers { try tables.orderCounts.put(customer, counts, in: transaction) }
        if let totals = counts.totals { try tables.totals.put(Self.orders, totals, in: transaction) }
    }

    private func writeIndexes(
        _ order: Order,
        stored: Order?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        if let old = stored?.status {
            try tables.ordersByStatus.delete(Key2(old, order.id), in: transaction)
            try tables.ordersByCustomerAndStatus.delete(Key3(order.customer, old, order.id), in: transaction)
        } else {
            try tables.ordersByCustomer.insert(Key2(order.customer, order.id), in: transaction)
        }
        try tables.ordersByStatus.insert(Key2(order.status, order.id), in: transaction)
        try tables.ordersByCustomerAndStatus.insert(Key3(order.customer, order.status, order.id), in: transaction)
    }

    // MARK: Counts

    /// Counts that moved in the batch.
    private struct Counts {
        var totals: OrderCounts?
        var customers: [CustomerID: OrderCounts] = [:]
    }

    private func count(
        _ customer: CustomerID,
        from: OrderStatus?,
        to: OrderStatus,
        _ counts: inout Counts,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        if counts.totals == nil {
            counts.totals = try tables.totals.get(Self.orders, in: transaction) ?? OrderCounts()
        }
        if counts.customers[customer] == nil {
            counts.customers[customer] = try tables.orderCounts.get(customer, in: transaction) ?? OrderCounts()
        }
        counts.totals?.move(from: from, to: to)
        counts.customers[customer]?.move(from: from, to: to)
    }

    // MARK: Timers

    private func writeTimers(
        _ order: Order,
        stored: Order?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        let (old, new) = (stored, order)
        try tables.timers.move(.order, of: new.id, from: old?.orderTimerDue, to: new.orderTimerDue, in: transaction)
        try tables.timers.move(
            .payment,
            of: new.id,
            from: old?.paymentTimerDue,
            to: new.paymentTimerDue,
            in: transaction
        )
        try tables.timers.move(.delivery, of: new.id, from: old?.deliveryDue, to: new.deliveryDue, in: transaction)
    }
}
