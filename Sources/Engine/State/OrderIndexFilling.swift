import Commerce
import Storage

/// Fills the indexes of update, number and e-mail address in a store that comes from a time without them.
///
/// A large store takes many transactions. `order_indexes_filled_to` stands in `settings` from the transaction that made the
/// tables until they are complete, so whoever opens the store next goes on where it ended.
struct OrderIndexFilling {
    /// Orders in one transaction.
    static let slice = 5_000
    /// The number of the last order that has its entries, 0 for none.
    private static let mark = "order_indexes_filled_to"

    private let tables: Tables

    init(_ tables: Tables) { self.tables = tables }

    /// Notes in the transaction that makes the tables that they are to be filled.
    func begin(_ opener: borrowing TableOpener) throws(StorageError) {
        guard try tables.orders.count(in: opener) > 0 else { return }
        try opener.write { transaction throws(StorageError) in
            try tables.settings.put(Self.mark, 0, in: transaction)
        }
    }

    /// Whether entries are missing.
    func isPending(in snapshot: borrowing some Snapshot & ~Copyable) throws(StorageError) -> Bool {
        try tables.settings.contains(Self.mark, in: snapshot)
    }

    /// Fills what is missing, before the store has a writer.
    func run(_ environment: Environment) throws(StorageError) {
        var isDone = false
        while !isDone {
            try environment.write { transaction throws(StorageError) in
                isDone = try fillSlice(in: transaction)
            }
        }
    }

    /// Answers whether nothing is left.
    func fillSlice(in transaction: borrowing WriteTransaction) throws(StorageError) -> Bool {
        guard let done = try tables.settings.get(Self.mark, in: transaction) else { return true }
        let last = try tables.ordersByNumber.get(done, in: transaction)?.id
        var orders: [Order] = []
        try tables.orders.scan(from: last, in: transaction) { id, row in
            if id != last { orders.append(row.order) }
            return orders.count < Self.slice ? .next : .stop
        }
        for order in orders { try tables.orderIndexes.write(order, stored: nil, in: transaction) }
        guard let newest = orders.last else {
            try tables.settings.delete(Self.mark, in: transaction)
            return true
        }
        try tables.settings.put(Self.mark, UInt64(newest.number), in: transaction)
        return false
    }
}
