import Commerce
import Storage

/// Stock equals the sum of its movements, movements are dense, and what is reserved is what open orders and active
/// reservations hold, each of them exactly as much as the ledger says.
struct StockCheck {
    let tables: Tables

    /// What the ledger says about a product, and what orders and reservations do.
    private struct Books {
        var sums = StockSums()
        var next: UInt64 = 0
        var holds = StockHolds()
        var held: [StockHolder: Int] = [:]
        /// Taken out for orders and not given back, by the movements.
        var out = 0
        /// What orders have of it, by the orders and what was restocked with refunds.
        var sold = 0
    }

    func run(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        findings.collect { findings throws(StorageError) in
            var books: [ProductID: Books] = [:]
            try addMovements(to: &books, in: snapshot, &findings)
            try addHeld(to: &books, in: snapshot)
            try subtractRestocked(from: &books, in: snapshot)
            try tables.stock.scan(in: snapshot) { product, row in
                Self.compare(row, books.removeValue(forKey: product) ?? Books(), &findings)
                return .next
            }
            for product in books.keys { findings.add("stock of \(product): movements or holders without a level") }
        }
    }

    private static func compare(_ row: StockRow, _ books: Books, _ findings: inout Findings) {
        let (level, sums) = (row.level, books.sums)
        if !level.isConsistent {
            findings.add("stock of \(level.product): \(level.onHand) on hand, \(level.reserved) reserved")
        }
        if sums.onHand != level.onHand || sums.reserved != level.reserved || books.next != row.movements {
            findings.add(
                "stock of \(level.product): \(level.onHand) on hand and \(level.reserved) reserved, "
                    + "its movements say \(sums.onHand) and \(sums.reserved)"
            )
        }
        let held = books.held.values.reduce(0, +)
        if held != level.reserved {
            findings.add(
                "stock of \(level.product): \(level.reserved) reserved, orders and reservations hold \(held)"
            )
        }
        if books.out != books.sold {
            findings.add("stock of \(level.product): \(books.out) left it for good, orders have \(books.sold)")
        }
        for holder in Set(books.held.keys).union(books.holds.open.keys) {
            let (says, ledger) = (books.held[holder] ?? 0, books.holds.open[holder]?.quantity ?? 0)
            if says != ledger {
                findings.add("stock of \(level.product): \(name(holder)) holds \(says), the ledger says \(ledger)")
            }
        }
    }

    private static func name(_ holder: StockHolder) -> String {
        switch holder {
        case .order(let id): "order \(id)"
        case .reservation(let id): "reservation \(id)"
        case .nobody: "nobody"
        }
    }

    private func addMovements(
        to books: inout [ProductID: Books],
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        try tables.stockMovements.scan(in: snapshot) { key, row in
            let product = key.first
            var book = books.removeValue(forKey: product) ?? Books()
            if key.second != book.next {
                findings.add("stock of \(product): movement \(book.next) is missing, \(key.second) follows")
            }
            for entry in row.entries {
                let movement = entry.movement(of: product)
                book.sums.add(movement)
                book.holds.add(movement)
                switch movement.kind {
                case .committed: book.out += movement.quantity
                case .returned: book.out -= movement.quantity
                case .received, .reserved, .released, .adjusted: break
                }
            }
            book.next = key.second + UInt64(row.entries.count)
            books[product] = book
            return .next
        }
    }

    private func addHeld(
        to books: inout [ProductID: Books],
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) {
        try tables.orders.scan(in: snapshot) { id, row in
            let reservation = row.order.reservation
            guard reservation == .held || reservation == .committed else { return .next }
            for wanted in ProductQuantity.sums(of: row.order.items) {
                if reservation == .held {
                    books[wanted.product, default: Books()].held[.order(id), default: 0] += wanted.quantity
                } else {
                    books[wanted.product, default: Books()].sold += wanted.quantity
                }
            }
            return .next
        }
        try tables.reservations.scan(in: snapshot) { id, reservation in
            guard reservation.status == .active else { return .next }
            for wanted in reservation.items {
                books[wanted.product, default: Books()].held[.reservation(id), default: 0] += wanted.quantity
            }
            return .next
        }
    }

    private func subtractRestocked(
        from books: inout [ProductID: Books],
        in snapshot: borrowing ReadTransaction
    ) throws(StorageError) {
        try tables.payments.scan(in: snapshot) { _, payment in
            for refund in payment.refunds {
                for line in refund.lines where line.isRestocked {
                    books[line.product, default: Books()].sold -= line.quantity
                }
            }
            return .next
        }
    }
}
