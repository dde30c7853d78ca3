import Commerce
import Storage

/// Stock equals the sum of its movements, movements are dense, and what is reserved is what open orders hold.
struct StockCheck {
    let tables: Tables

    /// What the ledger and the orders say about a product.
    private struct Sums {
        var movements: UInt64 = 0
        var onHand = 0
        var reserved = 0
        var held = 0
        /// Taken out for orders and not given back, by the movements.
        var out = 0
        /// What orders have of it, by the orders and what was restocked with refunds.
        var sold = 0
    }

    func run(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        findings.collect { findings throws(StorageError) in
            var sums: [ProductID: Sums] = [:]
            try addMovements(to: &sums, in: snapshot, &findings)
            try addHeld(to: &sums, in: snapshot)
            try subtractRestocked(from: &sums, in: snapshot)
            try tables.stock.scan(in: snapshot) { product, row in
                let sum = sums.removeValue(forKey: product) ?? Sums()
                let level = row.level
                if !level.isConsistent {
                    findings.add("stock of \(product): \(level.onHand) on hand, \(level.reserved) reserved")
                }
                if sum.onHand != level.onHand || sum.reserved != level.reserved || sum.movements != row.movements {
                    findings.add(
                        "stock of \(product): \(level.onHand) on hand and \(level.reserved) reserved, "
                            + "its movements say \(sum.onHand) and \(sum.reserved)"
                    )
                }
                if sum.held != level.reserved {
                    findings.add("stock of \(product): \(level.reserved) reserved, orders hold \(sum.held)")
                }
                if sum.out != sum.sold {
                    findings.add("stock of \(product): \(sum.out) left it for good, orders have \(sum.sold)")
                }
                return .next
            }
            for product in sums.keys { findings.add("stock of \(product): movements without a level") }
        }
    }

    private func addMovements(
        to sums: inout [ProductID: Sums],
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        try tables.stockMovements.scan(in: snapshot) { key, row in
            var sum = sums[key.first] ?? Sums()
            if key.second != sum.movements {
                findings.add("stock of \(key.first): movement \(sum.movements) is missing, \(key.second) follows")
            }
            for entry in row.entries {
                let movement = entry.movement(of: key.first)
                sum.onHand += movement.onHandDelta
                sum.reserved += movement.reservedDelta
                switch movement.kind {
                case .committed: sum.out += movement.quantity
                case .returned: sum.out -= movement.quantity
                case .received, .reserved, .released, .adjusted: break
                }
            }
            sum.movements = key.second + UInt64(row.entries.count)
            sums[key.first] = sum
            return .next
        }
    }

    private func addHeld(to sums: inout [ProductID: Sums], in snapshot: borrowing ReadTransaction) throws(StorageError)
    {
        try tables.orders.scan(in: snapshot) { _, row in
            let reservation = row.order.reservation
            guard reservation == .held || reservation == .committed else { return .next }
            for wanted in ProductQuantity.sums(of: row.order.items) {
                if reservation == .held {
                    sums[wanted.product, default: Sums()].held += wanted.quantity
                } else {
                    sums[wanted.product, default: Sums()].sold += wanted.quantity
                }
            }
            return .next
        }
    }

    private func subtractRestocked(
        from sums: inout [ProductID: Sums],
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) {
        try tables.payments.scan(in: snapshot) { _, payment in
            for refund in payment.refunds {
                for line in refund.lines where line.isRestocked {
                    sums[line.product, default: Sums()].sold -= line.quantity
                }
            }
            return .next
        }
    }
}
