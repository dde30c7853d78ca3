import Commerce
import EventLog
package import Storage

/// The full consistency check: every sum holds, every index has its row and the reverse, counts are right, stock
/// equals its movements, and every order and every product is the fold of its events.
package struct ShopCheck {
    /// Records read in one go.
    static let page = 1_000

    let store: Store
    let environment: Environment

    package init(store: Store, environment: Environment) {
        self.store = store
        self.environment = environment
    }

    /// Checks everything in one snapshot; never stops early, an error becomes a finding.
    package func run(in snapshot: borrowing ReadTransaction) -> Findings {
        var findings = Findings()
        let tables = store.tables.all + store.log.allTables
        for table in tables { table.verifyAll(in: snapshot, &findings) }
        environment.verifyStructure(&findings)
        store.log.check(in: snapshot, &findings)
        checkOrders(in: snapshot, &findings)
        StockCheck(tables: store.tables).run(in: snapshot, &findings)
        ReservationCheck(tables: store.tables).run(in: snapshot, &findings)
        CatalogueCheck(tables: store.tables).run(in: snapshot, &findings)
        PaymentCheck(tables: store.tables).run(in: snapshot, &findings)
        AccountCheck(tables: store.tables).run(in: snapshot, &findings)
        WebhookCheck(store: store).run(in: snapshot, &findings)
        NoticeCheck(store: store).run(in: snapshot, &findings)
        DeadLetterCheck(store: store).run(in: snapshot, &findings)
        EventFold(store: store).run(in: snapshot, &findings)
        return findings
    }

    // MARK: Orders

    private func checkOrders(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        let tables = store.tables
        var counts: [CustomerID: OrderCounts] = [:]
        var totals = OrderCounts()
        var (orders, timers, payments) = (0, 0, 0)
        findings.collect { findings throws(StorageError) in
            try tables.orders.scan(in: snapshot) { id, row throws(StorageError) in
                let order = row.order
                orders += 1
                counts[order.customer, default: OrderCounts()].move(from: nil, to: order.status)
                totals.move(from: nil, to: order.status)
                if order.id != id { findings.add("order \(id): the row says \(order.id)") }
                try checkIndexes(of: order, in: snapshot, &findings)
                timers += try checkTimers(of: order, in: snapshot, &findings)
                payments += try checkPayment(of: order, in: snapshot, &findings)
                return .next
            }
            for (name, found, expected) in [
                ("orders_by_customer", try tables.ordersByCustomer.count(in: snapshot), orders),
                ("orders_by_status", try tables.ordersByStatus.count(in: snapshot), orders),
                ("orders_by_customer_status", try tables.ordersByCustomerAndStatus.count(in: snapshot), orders),
                ("payments", try tables.payments.count(in: snapshot), payments),
            ] where found != expected {
                findings.add("\(name): \(found) entries where the orders want \(expected)")
            }
            let timerCheck = TimerCheck(tables: tables)
            try timerCheck.compare([.order, .payment, .delivery], wanted: timers, in: snapshot, &findings)
            try timerCheck.findUnknown(in: snapshot, &findings)
            try checkCounts(counts, totals, in: snapshot, &findings)
        }
        OrderIndexCheck(tables: tables).run(in: snapshot, &findings)
    }

    private func checkIndexes(
        of order: Order,
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        let tables = store.tables
        let isThere = [
            try tables.ordersByCustomer.contains(Key2(order.customer, order.id), in: snapshot),
            try tables.ordersByStatus.contains(Key2(order.status, order.id), in: snapshot),
            try tables.ordersByCustomerAndStatus.contains(Key3(order.customer, order.status, order.id), in: snapshot),
        ]
        if isThere.contains(false) { findings.add("order \(order.id): an index lacks it") }
    }

    /// Checks that the order's timers are set; answers how many it has.
    private func checkTimers(
        of order: Order,
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) -> Int {
        var timers = 0
        for (kind, due) in [
            (TimerKind.order, order.orderTimerDue), (.payment, order.paymentTimerDue), (.delivery, order.deliveryDue),
        ] {
            guard let due else { continue }
            timers += 1
            if try !store.tables.timers.contains(Key3(due.millis, kind.rawValue, order.id), in: snapshot) {
                findings.add("order \(order.id): a timer is missing")
            }
        }
        return timers
    }

    /// Checks that the order's payment is there and says the same; answers how many it has.
    private func checkPayment(
        of order: Order,
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) -> Int {
        guard let id = order.payment else { return 0 }
        guard let payment = try store.tables.payments.get(id, in: snapshot) else {
            findings.add("order \(order.id): payment \(id) is missing")
            return 0
        }
        if payment.order != order.id || payment.amount != order.total {
            findings.add("order \(order.id): payment \(id) is another's or of another amount")
        }
        if !PaymentCheck.fits(payment, order.status) {
            findings.add("order \(order.id): it is \(order.status.text) and its payment \(payment.status.text)")
        }
        return 1
    }

    private func checkCounts(
        _ counts: [CustomerID: OrderCounts],
        _ totals: OrderCounts,
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        var left = counts
        try store.tables.orderCounts.scan(in: snapshot) { customer, row in
            if left.removeValue(forKey: customer) ?? OrderCounts() != row {
                findings.add("order_counts: customer \(customer) has other orders than counted")
            }
            return .next
        }
        if !left.isEmpty { findings.add("order_counts: \(left.count) customers are missing") }
        let stored = try store.tables.totals.get(CommitJournal.orders, in: snapshot) ?? OrderCounts()
        if stored != totals { findings.add("totals: \(stored.total) orders counted, \(totals.total) found") }
    }
}

extension Store {
    /// Which of some order ids are not there.
    package func missingOrders(of ids: [String], in snapshot: borrowing ReadTransaction) throws(EngineError) -> [String]
    {
        var missing: [String] = []
        for text in ids {
            let isThere = try stored { () throws(StorageError) in
                guard let id = OrderID(text: text) else { return false }
                return try tables.orders.contains(id, in: snapshot)
            }
            if !isThere { missing.append(text) }
        }
        return missing
    }
}
