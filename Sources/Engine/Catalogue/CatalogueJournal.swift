import Commerce
import EventLog
import Storage

/// Writes what the domain decided about a product: the row, what it is found by, its stock, the event. Everything in
/// the transaction it is handed.
struct CatalogueJournal {
    let tables: Tables
    let log: EventLog
    let encoder: EventEncoder
    let commits: CommitJournal

    /// A journal beside that of the orders.
    init(_ orders: OrderJournal) {
        (tables, log, encoder, commits) = (orders.tables, orders.log, orders.encoder, orders.commits)
    }

    /// A product's level, changes of the running batch included; an empty one for a product without.
    func level(of id: ProductID, in transaction: borrowing WriteTransaction) throws(StorageError) -> StockLevel {
        try commits.level(of: id, in: transaction) ?? StockLevel(product: id, onHand: 0)
    }

    /// Another product that has a SKU.
    func holder(
        of sku: String,
        besides id: ProductID?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> ProductID? {
        try tables.productIndex.products(withSKU: sku, in: transaction).first { $0 != id }
    }

    /// Writes a new product with its opening stock.
    ///
    /// - Parameters:
    ///   - stock: 0 to `StockLevel.quantityLimit`.
    ///   - reason: why there is that much, for the ledger.
    @discardableResult
    func create(
        _ decision: ProductDecision,
        stock: Int,
        reason: String,
        now: Timestamp,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> (view: ProductView, sequence: LogSequence) {
        let product = decision.product
        let sequence = try write(decision, before: nil, in: transaction)
        let empty = StockLevel(product: product.id, onHand: 0, lowStockThreshold: decision.lowStockThreshold)
        let opening: StockDecision
        do throws(StockError) {
            opening = try AdjustStock.setTo(stock).decide(empty, reason: reason, now: now)
        } catch {
            preconditionFailure("a product's opening stock is within the limits")
        }
        try commits.record(
            opening.movement.map { [$0] } ?? [],
            levels: [opening.level],
            events: opening.events,
            in: transaction
        )
        return (ProductView(product: product, level: opening.level), sequence)
    }

    /// Writes a change; one without an event leaves everything as it is.
    func change(
        _ decision: ProductDecision,
        before: Product,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> (view: ProductView, sequence: LogSequence) {
        let level = try level(of: before.id, in: transaction)
        guard decision.event != nil else {
            return (ProductView(product: before, level: level), log.lastSequence)
        }
        let sequence = try write(decision, before: before, in: transaction)
        let threshold = SetStockThreshold(decision.lowStockThreshold)
        let stock = threshold.apply(to: level, now: decision.product.updatedAt)
        if !stock.events.isEmpty {
            try commits.record([], levels: [stock.level], events: stock.events, in: transaction)
        }
        return (ProductView(product: decision.product, level: stock.level), sequence)
    }

    private func write(
        _ decision: ProductDecision,
        before: Product?,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) -> LogSequence {
        let product = decision.product
        try tables.products.put(product.id, product, in: transaction)
        try tables.productIndex.write(product, before: before, in: transaction)
        guard let event = decision.event else { return log.lastSequence }
        return encoder.append(event, causedBy: nil, to: log, in: transaction).appended.sequence
    }
}
