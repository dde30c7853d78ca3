import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// Stores that an earlier program wrote.
@Suite(.timeLimit(.minutes(1))) struct OldStoreTests {
    /// The tables of schema 1 but those of the log.
    static let names = [
        "orders", "orders_by_customer", "orders_by_status", "orders_by_customer_status", "order_counts", "totals",
        "payments", "products", "stock", "stock_movements", "timers", "users", "users_by_email", "refresh_tokens",
        "sessions", "idempotency", "idempotency_by_expiry", "attempts", "settings",
    ]
    /// What later schemas brought.
    static let laterNames = [
        "product_terms", "inactive_products", "reservations", "orders_by_update", "orders_by_number", "orders_by_email",
    ]
    private static let relic = ProductID("relic")

    private func environment(_ folder: TemporaryDirectory) throws -> Environment {
        var options = Environment.Options(drawEpoch: { 7 })
        (options.mapBytes, options.reservedBytes) = (64 << 20, 1 << 20)
        return try Environment(opening: DataDirectory("\(folder.path)/data"), options: options)
    }

    /// A store of schema 1 with ten pieces of `relic` and a ledger in the form of that time.
    private func makeOldStore(_ folder: TemporaryDirectory) throws {
        let made = try environment(folder)
        try made.openTables { opener throws(StorageError) in
            var tables: [String: RawTable] = [:]
            for name in Self.names { tables[name] = try opener.raw(name) }
            do throws(LogError) {
                _ = try EventLog(opening: opener, topics: Topics.configurations, epoch: 7)
            } catch {
                throw error.storageError ?? .closed
            }
            guard let relic = Self.relic, let stock = tables["stock"], let movements = tables["stock_movements"] else {
                return
            }
            let (stockTable, movementTable) = (Table<ProductID, StockRow>(stock), movements)
            try opener.write { transaction throws(StorageError) in
                let level = StockLevel(product: relic, onHand: 10, lowStockThreshold: 2)
                try stockTable.put(relic, StockRow(level: level, movements: 1), in: transaction)
                // Version 1: kind, quantity, time, and a byte each for order and reason.
                var writer = ByteWriter()
                writer.write(UInt8(1))
                writer.writeVarint(Int64(1_772_366_400_000))
                writer.writeVarint(UInt64(1))
                writer.write(MovementKind.adjusted.rawValue)
                writer.writeVarint(Int64(10))
                writer.writeVarint(Int64(0))
                writer.write(false)
                writer.write(true)
                writer.write("opening stock")
                try movementTable.put(Key2(relic, UInt64(0)).keyBytes, writer.bytes, in: transaction)
            }
        }
        made.close()
        // This program marks what it makes with its own schema; put back what the earlier one wrote.
        let marked = try environment(folder)
        try marked.openTables { opener throws(StorageError) in
            let meta = Table<String, UInt64>(try opener.raw("meta", kind: .bytes, mayCreate: false))
            try opener.write { transaction throws(StorageError) in
                try meta.put("schema", 1, in: transaction)
            }
        }
        marked.close()
    }

    private func schema(_ folder: TemporaryDirectory) throws -> UInt64? {
        let environment = try self.environment(folder)
        defer { environment.close() }
        let meta = try environment.openTables { opener throws(StorageError) in
            Table<String, UInt64>(try opener.raw("meta", kind: .bytes, mayCreate: false))
        }
        return try environment.read("schema") { snapshot throws(StorageError) in try meta.get("schema", in: snapshot) }
    }

    @Test func `a store of schema 1 opens, keeps its ledger, and takes reservations`() async throws {
        let folder = try TemporaryDirectory()
        try makeOldStore(folder)
        let shop = try await EngineHarness(folder: folder)
        let admin = Actor(id: UserID(high: 3, low: 3), role: .admin)
        let relic = try #require(Self.relic)
        let first = try #require(
            try shop.engine.stockMovements(of: relic, skip: 0, limit: 100, for: admin).movements.last
        )
        #expect(first.movement.kind == .adjusted && first.movement.quantity == 10)
        #expect(first.movement.reason == "opening stock")
        #expect(first.movement.order == nil && first.movement.reservation == nil && first.movement.actor == nil)
        try await ReservationTimeTests.reserve(shop, ReservationTimeTests.lines(("relic", 4)))
        let again = try await shop.reopened()
        #expect(try again.engine.stockLevel(of: relic).reserved == 4)
        #expect(try await again.engine.explainStock(of: relic, for: admin).agrees)
        try await again.close()
        #expect(try schema(folder) == Environment.schema)
    }

    @Test func `a store of this schema without its reservations is damaged`() throws {
        let folder = try TemporaryDirectory()
        let made = try environment(folder)
        try made.openTables { opener throws(StorageError) in
            for name in Self.names + Self.laterNames where name != "reservations" { _ = try opener.raw(name) }
        }
        made.close()
        #expect(throws: EngineError.storage(.damagedFile(path: "data.mdb", reason: "table reservations is missing"))) {
            let damaged = try environment(folder)
            defer { damaged.close() }
            _ = try Store(damaged)
        }
    }
}
