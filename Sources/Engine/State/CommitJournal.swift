import Commerce
package import EventLog
package import Storage

/// What many units of one batch change together, gathered and written once per commit: stock levels with their
/// ledger and events, and orders with their indexes and counts.
///
/// A popular product is touched by every order of a batch, and an order by every stage. Nobody outside sees a state
/// between two commits, so one row, one ledger row and one stock event per kind say all there is to say. Units read
/// what they change through the journal, so that they see what their neighbours did.
package final class CommitJournal: CommitParticipant {
    struct Gathered {
        var stock: [ProductID: ProductChange] = [:]
        /// Products in the order of their first change, so that what is written does not depend on hashing.
        var order: [ProductID] = []
        var orders = PendingOrders()
        var nextNumber: UInt64?

        init() {}
    }

    /// What happened to one product in the running batch.
    struct ProductChange {
        /// The level as the last commit left it; that of the first change for a new product.
        let before: StockLevel
        var row: StockRow
        var entries: [LedgerEntry] = []
        var events: [DomainEvent] = []
    }

    let tables: Tables
    private let log: EventLog
    private let encoder: EventEncoder
    let gathered = WriterState(Gathered())

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

    /// The levels of some products that have one, changes of the running batch included; each product once.
    func levels(
        of products: some Sequence<ProductID>,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> [StockLevel] {
        var levels: [StockLevel] = []
        for product in products where !levels.contains(where: { $0.product == product }) {
            if let level = try level(of: product, in: transaction) { levels.append(level) }
        }
        return levels
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
                if gathered.stock[level.product] == nil { gathered.order.append(level.product) }
                gathered.stock[level.product, default: ProductChange(before: before.level, row: before)]
                    .take(level, movements, events)
            }
        }
    }

    // MARK: Order numbers

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
        try write(gathered.orders, in: transaction)
        if let number = gathered.nextNumber { try tables.settings.put(Self.number, number, in: transaction) }
    }

    package func batchCommitted(_ token: borrowing WriterToken) { gathered.with(token) { $0 = Gathered() } }

    package func batchAborted(_ token: borrowing WriterToken) { gathered.with(token) { $0 = Gathered() } }
}

extension CommitJournal.ProductChange {
    /// Adds what one decision did to the product.
    fileprivate mutating func take(
        _ level: StockLevel,
        _ movements: [StockMovement],
        _ events: some Sequence<DomainEvent>
    ) {
        row.level = level
        for movement in movements where movement.product == level.product { entries.append(LedgerEntry(movement)) }
        for event in events where event.product == level.product { merge(event) }
    }

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
