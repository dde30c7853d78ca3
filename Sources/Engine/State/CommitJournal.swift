import Commerce
package import EventLog
package import Storage

/// What many units of one batch change together, gathered and written once per commit: stock levels with their
/// ledger and events, and the counts of orders.
///
/// A popular product is touched by every order of a batch. Nobody outside sees a level between two commits, so one
/// row, one ledger row and one event per kind say all there is to say.
package final class CommitJournal: CommitParticipant {
    private struct Gathered {
        var stock: [ProductID: ProductChange] = [:]
        /// Products in the order of their first change, so that what is written does not depend on hashing.
        var order: [ProductID] = []
        var totals: OrderCounts?
        /// Counts of the customers whose orders moved.
        var counts: [CustomerID: OrderCounts] = [:]
        var nextNumber: UInt64?

        init() {}
    }

    /// What happened to one product in the running batch.
    fileprivate struct ProductChange {
        /// The level as the last commit left it; that of the first change for a new product.
        let before: StockLevel
        var row: StockRow
        var entries: [LedgerEntry] = []
        var events: [DomainEvent] = []
    }

    private let tables: Tables
    private let log: EventLog
    private let encoder: EventEncoder
    private let gathered = WriterState(Gathered())

    /// A journal with nothing gathered; it has to be among the writer's participants, and before the log.
    package init(tables: Tables, log: EventLog, encoder: EventEncoder) {
        self.tables = tables
        self.log = log
        self.encoder = encoder
    }

    // MARK: Stock

    /// A product's level, changes of the running batch included; nil when the product has no stock row.
    func level(of product: ProductID, in transaction: borrowing WriteTransaction) throws(StorageError) -> StockLevel? {
        let pending = gathered.with(transaction.token) { $0.stock[product]?.row.level }
        if let pending { return pending }
        return try tables.stock.get(product, in: transaction)?.level
    }

    /// Takes over what a decision moved.
    func record(
        _ movements: [StockMovement],
        levels: [StockLevel],
        events: some Sequence<DomainEvent>,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        guard !levels.isEmpty else { return }
        transaction.markWritten()
        for level in levels {
            let known = gathered.with(transaction.token) { $0.stock[level.product]?.row }
            let stored = if let known { known } else { try tables.stock.get(level.product, in: transaction) }
            let before = stored ?? StockRow(level: level, movements: 0)
            gathered.with(transaction.token) { gathered in
                var change = gathered.stock[level.product] ?? ProductChange(before: before.level, row: before)
                if gathered.stock[level.product] == nil { gathered.order.append(level.product) }
                change.row.level = level
                for movement in movements where movement.product == level.product {
                    change.entries.append(LedgerEntry(movement))
                }
                for event in events where event.product == level.product { change.merge(event) }
                gathered.stock[level.product] = change
            }
        }
    }

    // MARK: Orders

    /// Counts an order's move between statuses, for its customer and over all orders.
    func count(
        _ customer: CustomerID,
        from: OrderStatus?,
        to: OrderStatus,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        let knownCounts = gathered.with(transaction.token) { $0.counts[customer] }
        var counts =
            if let knownCounts { knownCounts } else {
                try tables.orderCounts.get(customer, in: transaction) ?? OrderCounts()
            }
        counts.move(from: from, to: to)
        let known = gathered.with(transaction.token) { $0.totals }
        var totals =
            if let known { known } else { try tables.totals.get(Self.orders, in: transaction) ?? OrderCounts() }
        totals.move(from: from, to: to)
        let (changedTotals, changedCounts) = (totals, counts)
        transaction.markWritten()
        gathered.with(transaction.token) { gathered in
            gathered.totals = changedTotals
            gathered.counts[customer] = changedCounts
        }
    }

    /// The next order's number.
    func nextNumber(in transaction: borrowing WriteTransaction) throws(StorageError) -> Int64 {
        let known = gathered.with(transaction.token) { $0.nextNumber }
        let number = if let known { known } else { try tables.settings.get(Self.number, in: transaction) }
        let next = number ?? UInt64(Order.firstNumber)
        return Int64(next)
    }

    /// Uses the next order's number up.
    func useNumber(_ number: Int64, in transaction: borrowing WriteTransaction) {
        transaction.markWritten()
        gathered.with(transaction.token) { $0.nextNumber = UInt64(number + 1) }
    }

    static let orders = "orders"
    private static let number = "next_order_number"

    // MARK: Commit

    package func writeGathered(in transaction: borrowing WriteTransaction) throws(StorageError) {
        let gathered = self.gathered.with(transaction.token) { $0 }
        for product in gathered.order {
            guard var change = gathered.stock[product] else { continue }
            if !change.entries.isEmpty {
                let key = Key2(product, change.row.movements)
                try tables.stockMovements.put(key, LedgerRow(change.entries), in: transaction)
                change.row.movements += UInt64(change.entries.count)
            }
            try tables.stock.put(product, change.row, in: transaction)
            for event in change.eventsOfCommit { encoder.append(event, causedBy: nil, to: log, in: transaction) }
        }
        for (customer, counts) in gathered.counts { try tables.orderCounts.put(customer, counts, in: transaction) }
        if let totals = gathered.totals { try tables.totals.put(Self.orders, totals, in: transaction) }
        if let number = gathered.nextNumber { try tables.settings.put(Self.number, number, in: transaction) }
    }

    package func batchCommitted(_ token: borrowing WriterToken) { gathered.with(token) { $0 = Gathered() } }

    package func batchAborted(_ token: borrowing WriterToken) { gathered.with(token) { $0 = Gathered() } }
}

extension CommitJournal.ProductChange {
    /// The merged events and, when the commit as a whole has taken the product to its threshold, the one that says so:
    /// down and up again within a commit is not seen by anybody, and down twice is said once.
    fileprivate var eventsOfCommit: [DomainEvent] {
        guard let at = events.map(\.at).max(), let low = InventoryLow(from: before, to: row.level, at: at) else {
            return events
        }
        return events + [.inventoryLow(low)]
    }

    /// Adds an event to those of the same kind: quantities add up, the level is the last one.
    fileprivate mutating func merge(_ event: DomainEvent) {
        for index in events.indices {
            if let merged = events[index].merged(with: event) {
                events[index] = merged
                return
            }
        }
        events.append(event)
    }
}

extension DomainEvent {
    /// Two stock events of one product and kind as one, nil when they are not of a kind; releases are of a kind when
    /// their reason is the same. Order and reservation are named when they are the same in both.
    fileprivate func merged(with later: DomainEvent) -> DomainEvent? {
        switch (self, later) {
        case (.inventoryReserved(let first), .inventoryReserved(let second)):
            .inventoryReserved(
                InventoryReserved(
                    level: second.level,
                    quantity: first.quantity + second.quantity,
                    order: first.order == second.order ? first.order : nil,
                    reservation: first.reservation == second.reservation ? first.reservation : nil,
                    at: second.at
                )
            )
        case (.inventoryReleased(let first), .inventoryReleased(let second)) where first.reason == second.reason:
            .inventoryReleased(
                InventoryReleased(
                    level: second.level,
                    quantity: first.quantity + second.quantity,
                    order: first.order == second.order ? first.order : nil,
                    reservation: first.reservation == second.reservation ? first.reservation : nil,
                    reason: second.reason,
                    at: second.at
                )
            )
        case (.inventoryUpdated(let first), .inventoryUpdated(let second)) where first.kind == second.kind:
            .inventoryUpdated(
                InventoryUpdated(
                    level: second.level,
                    kind: second.kind,
                    quantity: first.quantity + second.quantity,
                    order: first.order == second.order ? first.order : nil,
                    at: second.at
                )
            )
        default: nil
        }
    }
}
