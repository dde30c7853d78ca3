import Commerce
import Storage

/// The indexes of orders by update, number and e-mail address. New entries of the first two are always near their end,
/// so that a commit dirties one page of each; an order without an address of its own has none in the third.
struct OrderIndexes {
    let tables: Tables

    /// Addresses are cut to this many bytes in keys, so that one of zeros, which take two each, still fits.
    private static let emailBytes = 200

    /// Brings the indexes from an order as the last commit left it (nil for a new one) to what it is now.
    func write(_ order: Order, stored: Order?, in transaction: borrowing WriteTransaction) throws(StorageError) {
        if let stored {
            guard stored.updatedAt != order.updatedAt else { return }
            try tables.ordersByUpdate.delete(Key2(stored.updatedAt.millis, order.id), in: transaction)
        } else {
            try tables.ordersByNumber.put(UInt64(order.number), OrderIDValue(order.id), in: transaction)
            if let key = Self.emailKey(of: order) {
                try tables.ordersByEmail.insert(Key2(key, order.id), in: transaction)
            }
        }
        try tables.ordersByUpdate.insert(Key2(order.updatedAt.millis, order.id), in: transaction)
    }

    /// The order's own address as the index has it; nil without one.
    static func emailKey(of order: Order) -> [UInt8]? { order.email.map { emailKey($0.lowercased()) } }

    /// An address, or the beginning of one, as the index has it.
    static func emailKey(_ lowercased: String) -> [UInt8] { Array(lowercased.utf8.prefix(emailBytes)) }
}

extension Tables {
    var orderIndexes: OrderIndexes { OrderIndexes(tables: self) }
}
