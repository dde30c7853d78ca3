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
    /// What schema 4 brought.
    static let names4 = [
        "notices", "notices_by_customer", "notification_queue", "notification_settings", "notification_counts",
        "audit_entries", "dead_letters", "dead_letters_by_status", "dead_letters_by_origin",
        "open_dead_letters_by_kind", "dead_letter_kinds", "group_positions", "webhooks", "webhooks_by_owner",
        "webhook_deliveries", "webhook_deliveries_by_status", "webhook_attempts", "webhook_due", "webhook_queue",
        "webhook_finished",
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
        try mark(folder, schema: 1)
    }

    private func mark(_ folder: TemporaryDirectory, schema: UInt64, emptying names: [String] = []) throws {
        let marked = try environment(folder)
        try marked.openTables { opener throws(StorageError) in
            let meta = Table<String, UInt64>(try opener.raw("meta", kind: .bytes, mayCreate: false))
            var tables: [RawTable] = []
            for name in names { tables.append(try opener.raw(name)) }
            try opener.write { transaction throws(StorageError) in
                try meta.put("schema", schema, in: transaction)
                for table in tables {
                    var keys: [[UInt8]] = []
                    try table.scan(.first, in: transaction) { key, _ in
                        keys.append(key)
                        return .next
                    }
                    for key in keys { try table.delete(key, in: transaction) }
                }
            }
        }
        marked.close()
    }

    @Test func `a store of schema 3 keeps its dead letters, and nobody is told of its old orders`() async throws {
        let folder = try TemporaryDirectory()
        let first = try await EngineHarness(folder: folder) { $0.maxRetries = 0 }
        let pipeline = try first.startPipeline()
        try await first.place(SampleShop.draft([SampleShop.line("mug")]))
        let foreign = Record(key: Array("what".utf8), value: nil, timestampMillis: first.time.now.millis)
        let topic = try first.engine.log.topic("order_fulfilled")
        _ = try await first.engine.writer.submit { transaction throws(StorageError) in
            first.engine.log.append(foreign, to: topic, in: transaction)
        }
        try await first.untilDrained(pipeline)
        let before = try LetterOffice(first.engine, pipeline).list(DeadLetterFilter(), before: nil, limit: 9).letters
        #expect(before.count == 1)
        _ = try await first.closeAndCheck()
        // As it was before: no rows about letters and notices, and no offsets of the group that makes notices.
        try mark(folder, schema: 3, emptying: Self.names4 + ["group_offsets"])
        let shop = try await EngineHarness(folder: folder, time: first.time, seed: 2) { $0.maxRetries = 0 }
        let counts = try shop.engine.notificationCounts()
        #expect(NotificationChannel.allCases.allSatisfy { counts[$0] == NotificationCounts() })
        let again = try shop.startPipeline()
        let office = LetterOffice(shop.engine, again)
        #expect(try office.list(DeadLetterFilter(), before: nil, limit: 9).letters == before)
        let lags = try again.progress().filter { $0.group == NotificationWorker.group }.map(\.lag)
        #expect(!lags.isEmpty && lags.allSatisfy { $0 == 0 })
        try await shop.untilDrained(again)
        #expect(try office.list(DeadLetterFilter(), before: nil, limit: 9).letters == before)
        #expect(try shop.engine.notificationCounts() == counts)
        try await shop.place(SampleShop.draft([SampleShop.line("mug")]))
        try await shop.untilDrained(again)
        #expect(try shop.engine.notificationCounts() != counts)
        _ = try await shop.closeAndCheck()
        #expect(try schema(folder) == Environment.schema)
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

    @Test(arguments: laterNames + names4)
    func `a store of this schema without one of its tables is damaged`(missing: String) throws {
        let folder = try TemporaryDirectory()
        let made = try environment(folder)
        try made.openTables { opener throws(StorageError) in
            for name in Self.names + Self.laterNames + Self.names4 where name != missing { _ = try opener.raw(name) }
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
