import Commerce
import EventLog
import Storage
import TestSupport
import Testing

@testable import Engine

/// Stores of the time before orders had indexes by update, number and address.
@Suite(.timeLimit(.minutes(10))) struct OrderIndexFillingTests {
    private struct OldTables: Sendable {
        var orders: Table<OrderID, OrderRow>
        var totals: Table<String, OrderCounts>
        var settings: Table<String, UInt64>
        var meta: Table<String, UInt64>
    }

    private func environment(_ folder: TemporaryDirectory) throws -> Environment {
        var options = Environment.Options(drawEpoch: { 7 })
        (options.mapBytes, options.reservedBytes) = (64 << 20, 1 << 20)
        return try Environment(opening: DataDirectory("\(folder.path)/data"), options: options)
    }

    private func order(_ number: Int64) throws -> Order {
        Order(
            id: .version7(millis: 1_772_366_400_000 + number, randomHigh: 0, randomLow: UInt64(number)),
            number: number,
            customer: SampleShop.guest,
            status: .shipped,
            items: [try SampleShop.line("mug")],
            total: .zero,
            paymentMethod: try #require(PaymentMethod("invoice")),
            email: number % 10 == 0 ? "Old@example.com" : nil,
            createdAt: Timestamp(millis: 1_772_366_400_000 + number),
            // Later orders were changed earlier, so that the entries do not come in the order of the ids.
            updatedAt: Timestamp(millis: 1_772_366_500_000 + (number * 7_919) % 20_000)
        )
    }

    /// Makes a store of schema 2 with some orders.
    private func makeOldStore(_ folder: TemporaryDirectory, orders count: Int) async throws {
        let environment = try self.environment(folder)
        let tables = try environment.openTables { opener throws(StorageError) in
            for name in OldStoreTests.names + ["product_terms", "inactive_products", "reservations"] {
                _ = try opener.raw(name)
            }
            do throws(LogError) {
                _ = try EventLog(opening: opener, topics: Topics.configurations, epoch: 7)
            } catch {
                throw error.storageError ?? .closed
            }
            return OldTables(
                orders: try opener.table("orders"),
                totals: try opener.table("totals"),
                settings: try opener.table("settings"),
                meta: try opener.table("meta")
            )
        }
        let orders = try (0..<count).map { try order(Order.firstNumber + Int64($0)) }
        try environment.write { transaction throws(StorageError) in
            var counts = OrderCounts()
            for order in orders {
                try tables.orders.append(order.id, OrderRow(order: order, events: []), in: transaction)
                counts.move(from: nil, to: order.status)
            }
            try tables.totals.put(CommitJournal.orders, counts, in: transaction)
            try tables.settings.put("next_order_number", UInt64(Order.firstNumber) + UInt64(count), in: transaction)
            try tables.meta.put("schema", 2, in: transaction)
        }
        environment.close()
    }

    private func expectIndexes(_ engine: Engine, orders count: Int) throws {
        let findings = try engine.environment.read("check") { snapshot throws(StorageError) in
            var findings = Findings()
            OrderIndexCheck(tables: engine.tables).run(in: snapshot, &findings)
            return findings
        }
        #expect(findings.isClean, "\(findings.lines)")
        let page = try engine.orders(OrderFilter(), sort: .lastUpdateFirst, limit: 100)
        #expect(page.total == UInt64(count))
        #expect(page.orders.map(\.updatedAt) == page.orders.map(\.updatedAt).sorted(by: >))
        var filter = OrderFilter()
        filter.search = OrderSearch(text: "old@")
        let found = try engine.orders(filter, limit: 10)
        #expect(found.orders.map(\.number) == found.orders.map(\.number).sorted(by: >))
        #expect(found.orders.count == 10 && found.orders.allSatisfy { $0.number % 10 == 0 })
    }

    @Test func `opening an older store fills the indexes of its orders, slice after slice`() async throws {
        let folder = try TemporaryDirectory(below: "/dev/shm")
        let count = 2 * OrderIndexFilling.slice + 100
        try await makeOldStore(folder, orders: count)
        let shop = try await EngineHarness(folder: folder)
        try expectIndexes(shop.engine, orders: count)
        let new = try await shop.place(SampleShop.draft([SampleShop.line("mug")]))
        #expect(new.number == Order.firstNumber + Int64(count))
        #expect(try shop.engine.orders(OrderFilter(), sort: .lastUpdateFirst, limit: 1).total == UInt64(count + 1))
        await shop.engine.close()
    }

    @Test func `filling goes on where a crash ended it, and nobody reads before`() async throws {
        let folder = try TemporaryDirectory(below: "/dev/shm")
        let count = OrderIndexFilling.slice + 100
        try await makeOldStore(folder, orders: count)
        let opened = try environment(folder)
        let tables = try opened.openTables { opener throws(StorageError) in try Tables(opener) }
        try opened.write { transaction throws(StorageError) in
            let isDone = try OrderIndexFilling(tables).fillSlice(in: transaction)
            #expect(!isDone)
        }
        opened.close()
        let looking = try Environment(inspecting: DataDirectory("\(folder.path)/data"))
        #expect(throws: EngineError.storage(.formatVersion(found: 2, supported: Int(Environment.schema)))) {
            try Store(looking)
        }
        looking.close()
        let shop = try await EngineHarness(folder: folder)
        try expectIndexes(shop.engine, orders: count)
        await shop.engine.close()
        let finished = try Environment(inspecting: DataDirectory("\(folder.path)/data"))
        _ = try Store(finished)
        finished.close()
    }
}
