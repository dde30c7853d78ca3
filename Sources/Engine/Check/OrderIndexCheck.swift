import Commerce
import Storage

/// The indexes of orders by update, number and e-mail address: every order has its entries, there are no others, and
/// the numbers have no gaps, because totals are the difference of two of them.
struct OrderIndexCheck {
    let tables: Tables

    func run(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        findings.collect { findings throws(StorageError) in
            var (orders, addresses): (Int, Int) = (0, 0)
            var newest: Int64?
            try tables.orders.scan(in: snapshot) { id, row throws(StorageError) in
                orders += 1
                try checkUpdate(of: row.order, in: snapshot, &findings)
                if let newest, row.order.number != newest + 1 {
                    findings.add("order \(id): number \(row.order.number) comes behind \(newest)")
                }
                newest = row.order.number
                if try tables.ordersByNumber.get(UInt64(row.order.number), in: snapshot)?.id != id {
                    findings.add("order \(id): its number \(row.order.number) does not lead to it")
                }
                guard let address = OrderIndexes.emailKey(of: row.order) else { return .next }
                addresses += 1
                if try !tables.ordersByEmail.contains(Key2(address, id), in: snapshot) {
                    findings.add("order \(id): its address does not lead to it")
                }
                return .next
            }
            for (name, found, expected) in [
                ("orders_by_update", try tables.ordersByUpdate.count(in: snapshot), orders),
                ("orders_by_number", try tables.ordersByNumber.count(in: snapshot), orders),
                ("orders_by_email", try tables.ordersByEmail.count(in: snapshot), addresses),
            ] where found != expected {
                findings.add("\(name): \(found) entries where the orders want \(expected)")
            }
        }
    }

    private func checkUpdate(
        of order: Order,
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        if try !tables.ordersByUpdate.contains(Key2(order.updatedAt.millis, order.id), in: snapshot) {
            findings.add("order \(order.id): the time of its last change does not lead to it")
        }
    }
}
