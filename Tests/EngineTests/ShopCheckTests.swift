import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// Damage that is planted on purpose is found and named.
@Suite(.timeLimit(.minutes(10))) struct ShopCheckTests {
    /// A shop with one shipped, one failed and one open order; the open one is answered.
    private func shop() async throws -> (shop: EngineHarness, shipped: Order, open: Order) {
        let shop = try await EngineHarness()
        let pipeline = try shop.startPipeline()
        let shipped = try await shop.place(SampleShop.draft([SampleShop.line("mug", 2)])).id
        try await shop.place(SampleShop.draft([SampleShop.line("mug")], card: "4000000000000002"))
        try await shop.untilDrained(pipeline)
        try await shop.stopRunning()
        let open = try await shop.place(SampleShop.draft([SampleShop.line("rare")]))
        return (shop, try shop.order(shipped), open)
    }

    /// Plants damage in one transaction and expects a finding that has all the words.
    private func expectFinding(
        _ words: String...,
        damage:
            @escaping @Sendable (
                _ tables: Tables, _ shipped: Order, _ open: Order, _ transaction: borrowing WriteTransaction
            ) throws(StorageError) -> Void
    ) async throws {
        let (shop, shipped, open) = try await shop()
        let tables = shop.engine.tables
        try await shop.engine.writer.submit { transaction throws(StorageError) in
            try damage(tables, shipped, open, transaction)
        }
        let findings = try await shop.closeAndCheck()
        #expect(
            findings.lines.contains { line in words.allSatisfy { line.contains($0) } },
            "\(words) is not among \(findings.lines)"
        )
    }

    @Test func `an undamaged shop has no finding`() async throws {
        try await shop().shop.close()
    }

    @Test func `a missing index row`() async throws {
        try await expectFinding("an index lacks it") { tables, shipped, _, transaction throws(StorageError) in
            try tables.ordersByCustomer.delete(Key2(shipped.customer, shipped.id), in: transaction)
        }
        try await expectFinding("an index lacks it") { tables, shipped, _, transaction throws(StorageError) in
            try tables.ordersByStatus.delete(Key2(shipped.status, shipped.id), in: transaction)
        }
    }

    @Test func `an index row without its order`() async throws {
        try await expectFinding("orders_by_customer_status", "4 entries") {
            tables,
            shipped,
            _,
            transaction throws(StorageError) in
            try tables.ordersByCustomerAndStatus.insert(
                Key3(shipped.customer, .pending, shipped.id),
                in: transaction
            )
        }
    }

    @Test func `an order that its update, number or address does not lead to`() async throws {
        try await expectFinding("the time of its last change") { tables, shipped, _, transaction throws(StorageError) in
            try tables.ordersByUpdate.delete(Key2(shipped.updatedAt.millis, shipped.id), in: transaction)
        }
        try await expectFinding("its number", "does not lead") { tables, shipped, _, transaction throws(StorageError) in
            let other = OrderIDValue(OrderID(high: 1, low: 1))
            try tables.ordersByNumber.put(UInt64(shipped.number), other, in: transaction)
        }
        try await expectFinding("its address") { tables, shipped, _, transaction throws(StorageError) in
            try tables.ordersByEmail.delete(Key2(Array("buyer@example.com".utf8), shipped.id), in: transaction)
        }
    }

    @Test func `an update, number or address without its order`() async throws {
        try await expectFinding("orders_by_update", "4 entries") {
            tables,
            shipped,
            _,
            transaction throws(StorageError) in
            try tables.ordersByUpdate.insert(Key2(shipped.updatedAt.millis + 1, shipped.id), in: transaction)
        }
        try await expectFinding("orders_by_number", "4 entries") {
            tables,
            shipped,
            _,
            transaction throws(StorageError) in
            try tables.ordersByNumber.put(1, OrderIDValue(shipped.id), in: transaction)
        }
        try await expectFinding("orders_by_email", "4 entries") {
            tables,
            shipped,
            _,
            transaction throws(StorageError) in
            try tables.ordersByEmail.insert(Key2(Array("nobody@example.com".utf8), shipped.id), in: transaction)
        }
    }

    @Test func `a changed stock level`() async throws {
        try await expectFinding("stock of mug", "its movements say") {
            tables,
            shipped,
            _,
            transaction throws(StorageError) in
            let product = shipped.items[0].product
            guard var row = try tables.stock.get(product, in: transaction) else { return }
            row.level = StockLevel(
                product: product,
                onHand: row.level.onHand + 1,
                reserved: row.level.reserved,
                lowStockThreshold: row.level.lowStockThreshold
            )
            try tables.stock.put(product, row, in: transaction)
        }
    }

    @Test func `a movement too many and a movement too few`() async throws {
        try await expectFinding("stock of mug", "its movements say") {
            tables,
            shipped,
            _,
            transaction throws(StorageError) in
            let product = shipped.items[0].product
            guard let row = try tables.stock.get(product, in: transaction) else { return }
            let movement = StockMovement(kind: .received, product: product, quantity: 1, at: shipped.createdAt)
            try tables.stockMovements.put(
                Key2(product, row.movements),
                LedgerRow([LedgerEntry(movement)]),
                in: transaction
            )
        }
        try await expectFinding("stock of mug", "movement 0 is missing") {
            tables,
            shipped,
            _,
            transaction throws(StorageError) in
            try tables.stockMovements.delete(Key2(shipped.items[0].product, 0), in: transaction)
        }
    }

    @Test func `a missing payment`() async throws {
        try await expectFinding("payment", "is missing") { tables, shipped, _, transaction throws(StorageError) in
            guard let payment = shipped.payment else { return }
            try tables.payments.delete(payment, in: transaction)
        }
    }

    @Test func `wrong counts`() async throws {
        try await expectFinding("order_counts: customer guest-1") {
            tables,
            shipped,
            _,
            transaction throws(StorageError) in
            var counts = try tables.orderCounts.get(shipped.customer, in: transaction) ?? OrderCounts()
            counts.move(from: nil, to: .pending)
            try tables.orderCounts.put(shipped.customer, counts, in: transaction)
        }
        try await expectFinding("totals: 4 orders counted, 3 found") {
            tables,
            _,
            _,
            transaction throws(StorageError) in
            var totals = try tables.totals.get("orders", in: transaction) ?? OrderCounts()
            totals.move(from: nil, to: .pending)
            try tables.totals.put("orders", totals, in: transaction)
        }
    }

    @Test func `a missing timer and a timer too many`() async throws {
        try await expectFinding("a timer is missing") { tables, _, open, transaction throws(StorageError) in
            guard let due = open.orderTimerDue else { return }
            try tables.timers.delete(Key3(due.millis, TimerKind.order.rawValue, open.id), in: transaction)
        }
        try await expectFinding("timers: 2 entries") { tables, shipped, _, transaction throws(StorageError) in
            try tables.timers.insert(Key3(1, TimerKind.order.rawValue, shipped.id), in: transaction)
        }
    }

    @Test func `a missing event, one out of its row, and a row that is not the fold`() async throws {
        try await expectFinding("its row names other events") {
            tables,
            shipped,
            _,
            transaction throws(StorageError) in
            guard var row = try tables.orders.get(shipped.id, in: transaction) else { return }
            row.events.swapAt(0, 1)
            try tables.orders.put(shipped.id, row, in: transaction)
        }
        try await expectFinding("its events do not lead to its row") {
            tables,
            shipped,
            _,
            transaction throws(StorageError) in
            guard var row = try tables.orders.get(shipped.id, in: transaction) else { return }
            row.events.append(row.events[0])
            try tables.orders.put(shipped.id, row, in: transaction)
        }
        try await expectFinding("its row is not the fold of its events") {
            tables,
            _,
            open,
            transaction throws(StorageError) in
            guard var row = try tables.orders.get(open.id, in: transaction) else { return }
            row.order = Order(
                id: open.id,
                number: open.number + 1,
                customer: open.customer,
                status: open.status,
                items: open.items,
                total: open.total,
                address: open.address,
                paymentMethod: open.paymentMethod,
                reservation: open.reservation,
                email: open.email,
                createdAt: open.createdAt,
                updatedAt: open.updatedAt,
                orderTimerDue: open.orderTimerDue
            )
            try tables.orders.put(open.id, row, in: transaction)
        }
    }

    @Test func `an order without its row`() async throws {
        try await expectFinding("it has events and no row") { tables, shipped, _, transaction throws(StorageError) in
            try tables.orders.delete(shipped.id, in: transaction)
        }
    }

    @Test func `an address that leads to nobody`() async throws {
        try await expectFinding("users_by_email: 1 entries for 0 users") {
            tables,
            _,
            _,
            transaction throws(StorageError) in
            try tables.usersByEmail.put("a@b.c", UserIDValue(UserID(high: 1, low: 1)), in: transaction)
        }
    }
}
