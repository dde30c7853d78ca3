import Commerce
import Storage

/// Finds e-mail addresses by how they begin: those of accounts, and those that orders have of their own.
struct OrderAddressBook {
    /// The most addresses of either kind; more are no search for somebody's orders.
    static let limit = 20

    let tables: Tables
    /// In lower case.
    let beginning: String

    /// - Throws: `.orderList(.tooManyAddresses)`.
    func accounts(in snapshot: borrowing ReadTransaction) throws(EngineError) -> [UserID] {
        var found: [UserID] = []
        try stored { () throws(StorageError) in
            try tables.usersByEmail.scan(prefix: Array(beginning.utf8), in: snapshot) { _, user in
                found.append(user.id)
                return found.count > Self.limit ? .stop : .next
            }
        }
        guard found.count <= Self.limit else { throw .orderList(.tooManyAddresses) }
        return found
    }

    /// The addresses as the index has them, each once: from each, the search goes on behind its last order.
    ///
    /// - Throws: `.orderList(.tooManyAddresses)`.
    func ownAddresses(in snapshot: borrowing ReadTransaction) throws(EngineError) -> [[UInt8]] {
        // The key of an address without its end mark begins all keys of addresses that begin with it.
        let prefix = Array(OrderIndexes.emailKey(beginning).keyBytes.dropLast(2))
        var found: [[UInt8]] = []
        var isMore = true
        while isMore, found.count <= Self.limit {
            let behind = found.last.map { Key2($0, OrderID(high: .max, low: .max)) }
            isMore = false
            try stored { () throws(StorageError) in
                try tables.ordersByEmail.scan(prefix: prefix, from: behind, in: snapshot) { key, _ in
                    found.append(key.first)
                    isMore = true
                    return .stop
                }
            }
        }
        guard found.count <= Self.limit else { throw .orderList(.tooManyAddresses) }
        return found
    }
}
