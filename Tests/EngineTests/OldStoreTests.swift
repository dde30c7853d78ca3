import Commerce
import EventLog
import Storage
import TestSupport
import Testing

@testable import Engine

/// Stores that an earlier program wrote.
@Suite(.timeLimit(.minutes(10))) struct OldStoreTests {
    /// The tables of schema 1 but those of the log.
    static let names = [
        "orders", "orders_by_customer", "orders_by_status", "orders_by_customer_status", "order_counts", "totals",
        "payments", "products", "stock", "stock_movements", "timers", "users", "users_by_email", "refresh_tokens",
        "sessions", "idempotency", "idempotency_by_expiry", "attempts", "settings",
    ]
    /// What later schemas brought.
    static let laterNames = [
        "product_terms", "inactive_products", "reservations", "orders_by_update", "orders_by_number", "orders_by_email",
        "sessions_by_user", "refresh_tokens_by_expiry", "api_keys", "api_keys_by_hash",
    ]
    private static let relic = ProductID("relic")
    private static let start = Timestamp(millis: 1_772_366_400_000)
    private static let ada = UserID(high: 0x19CA_9E5A_4C00_7000, low: 1)
    private static let session = SessionID(high: 0x19CA_9E5A_4C00_7000, low: 2)

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
                try Self.logIn(tables, in: transaction)
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

    /// An account with a session in the form of schema 1, refreshed once: `old` is spent, `new` is not.
    private static func logIn(
        _ tables: [String: RawTable],
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        guard let users = tables["users"], let emails = tables["users_by_email"], let tokens = tables["refresh_tokens"],
            let sessions = tables["sessions"], let email = EmailAddress("ada@example.com")
        else { return }
        let user = User(id: ada, email: email, passwordHash: "-", createdAt: start, updatedAt: start)
        try Table<UserID, User>(users).put(ada, user, in: transaction)
        try Table<String, UserIDValue>(emails).put(email.lookupKey, UserIDValue(ada), in: transaction)
        // Version 1: user, revoked, created.
        var writer = ByteWriter()
        writer.write(UInt8(1))
        writer.writeRaw(ada.keyBytes)
        writer.write(false)
        writer.writeVarint(start.millis)
        try sessions.put(session.keyBytes, writer.bytes, in: transaction)
        for (text, isSpent, millis) in [("old", true, Int64(1_000)), ("new", false, 9_000)] {
            let row = RefreshRow(
                user: ada,
                family: session,
                isSpent: isSpent,
                expiresAt: start.adding(millis: millis)
            )
            try Table<[UInt8], RefreshRow>(tokens).put(Engine.tokenHash(text), row, in: transaction)
        }
    }

    @Test func `sessions of a store of schema 1 are listed, renewed and swept`() async throws {
        let folder = try TemporaryDirectory()
        try makeOldStore(folder)
        let shop = try await EngineHarness(folder: folder)
        let listed = try shop.engine.sessions(of: Self.ada)
        #expect(listed.map(\.id) == [Self.session] && listed.first?.userAgent == nil)
        #expect(listed.first?.expiresAt == Self.start.adding(millis: 9_000))
        _ = try await shop.engine.refresh("new")
        #expect(try shop.engine.sessions(of: Self.ada).first?.lastUsedAt == shop.time.now)
        await #expect(throws: EngineError.refreshTokenReused) { try await shop.engine.refresh("old") }
        let again = try await shop.reopened()
        #expect(try again.engine.sessions(of: Self.ada).isEmpty)
        again.time.advance(millis: 8 * 86_400_000)
        #expect(try await !again.engine.sweep(limit: 10))
        try await again.close()
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

    @Test(arguments: laterNames)
    func `a store of this schema without one of its tables is damaged`(missing: String) throws {
        let folder = try TemporaryDirectory()
        let made = try environment(folder)
        try made.openTables { opener throws(StorageError) in
            for name in Self.names + Self.laterNames where name != missing { _ = try opener.raw(name) }
        }
        made.close()
        let reason = "table \(missing) is missing"
        #expect(throws: EngineError.storage(.damagedFile(path: "data.mdb", reason: reason))) {
            let damaged = try environment(folder)
            defer { damaged.close() }
            _ = try Store(damaged)
        }
    }
}
