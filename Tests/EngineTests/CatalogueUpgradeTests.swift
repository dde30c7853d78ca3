import Commerce
import Engine
import EventLog
import Storage
import TestSupport
import Testing

/// A store of the time before products had an index.
@Suite(.timeLimit(.minutes(10))) struct CatalogueUpgradeTests {
    /// A product's row as schema 1 had it, without a picture.
    private struct OldProduct: StoredValue {
        var id: ProductID
        var name: String
        var isActive: Bool

        init(id: ProductID, name: String, isActive: Bool) { (self.id, self.name, self.isActive) = (id, name, isActive) }

        func encode(into writer: inout ByteWriter) {
            writer.write(id.text)
            writer.write("SKU-1")
            writer.write(name)
            writer.write("Old description")
            writer.writeVarint(UInt64(250))
            writer.write(Currency.usd.packed)
            writer.write("Attic")
            writer.write(isActive)
            writer.writeVarint(UInt64(1))
            writer.writeVarint(Int64(1_000))
            writer.writeVarint(Int64(1_000))
        }

        init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
            throw .invalid("not read here")
        }
    }

    private struct OldTables: Sendable {
        var products: Table<ProductID, OldProduct>
        var stock: Table<ProductID, StockRow>
        var meta: Table<String, UInt64>
        var log: EventLog
    }

    /// Makes a store of schema 1 with two products, one of them not sold, and their events as they were then.
    private func makeOldStore(in folder: TemporaryDirectory) async throws {
        var options = Environment.Options(drawEpoch: { 1 })
        (options.mapBytes, options.reservedBytes) = (64 << 20, 1 << 20)
        let environment = try Environment(opening: DataDirectory("\(folder.path)/data"), options: options)
        let tables = try environment.openTables { opener throws(StorageError) in
            for name in OldStoreTests.names { _ = try opener.raw(name) }
            let log: EventLog
            do throws(LogError) {
                log = try EventLog(opening: opener, topics: Topics.configurations, epoch: 1)
            } catch {
                throw error.storageError ?? .closed
            }
            return OldTables(
                products: try opener.table("products"),
                stock: try opener.table("stock"),
                meta: try opener.table("meta"),
                log: log
            )
        }
        let writer = try Writer(environment: environment, participants: [tables.log], onFatal: { _ in })
        let topic = try tables.log.topic("product_created")
        try await writer.submit { transaction throws(StorageError) in
            for (name, isActive) in [("Tin Drum", true), ("Tin Whistle", false)] {
                guard let id = ProductID(name.split(separator: " ")[1].lowercased()) else { continue }
                try tables.products.put(id, OldProduct(id: id, name: name, isActive: isActive), in: transaction)
                let level = StockLevel(product: id, onHand: 0)
                try tables.stock.put(id, StockRow(level: level, movements: 0), in: transaction)
                let value = """
                    {"event_type":"product.created","product_id":"\(id)","sku":"SKU-1","name":"\(name)","price":2.50,\
                    "currency":"USD","category":"Attic","is_active":\(isActive),"timestamp":"1970-01-01T00:00:01.000Z"}
                    """
                let record = Record(
                    key: Array(id.text.utf8),
                    value: Array(value.utf8),
                    headers: [],
                    timestampMillis: 1_000
                )
                tables.log.append(record, to: topic, in: transaction)
            }
            try tables.meta.put("schema", 1, in: transaction)
        }
        await writer.stop()
        environment.close()
    }

    @Test func `opening an older store makes the index of its products`() async throws {
        let folder = try TemporaryDirectory()
        try await makeOldStore(in: folder)
        let shop = try await EngineHarness(folder: folder)
        func find(_ query: String, _ activity: ProductActivity) throws -> [String] {
            let filter = ProductFilter(query: query, category: "attic", activity: activity)
            return try shop.engine.products(filter, skip: 0, limit: 9, by: ProductTests.admin).products.map(
                \.product.name
            )
        }
        #expect(try find("tin", .active) == ["Tin Drum"])
        #expect(try find("tin", .all) == ["Tin Drum", "Tin Whistle"])
        #expect(try find("sku whis", .inactive) == ["Tin Whistle"])
        #expect(try shop.engine.products(matching: nil, skip: 0, limit: 9).total == 1)

        // Two products may share a SKU from then; a new one may not take it, and each can still be changed.
        let command = try ProductTests.new("drum-2", sku: "sku-1")
        let drum = try ProductTests.id("drum")
        await #expect(throws: EngineError.catalogue(.skuTaken(drum))) {
            try await shop.engine.createProduct(command, by: ProductTests.admin, idempotency: nil)
        }
        var fields = ProductFields()
        (fields.name, fields.image) = ("Steel Drum", .some(ImageAddress("/drum.png")))
        _ = try await shop.engine.changeProduct(
            try ProductTests.id("drum"),
            ChangeProduct(fields),
            by: ProductTests.admin,
            idempotency: nil
        )
        #expect(try find("steel", .active) == ["Steel Drum"] && find("tin", .active).isEmpty)
        let again = try await shop.reopened()
        #expect(try again.engine.product(try ProductTests.id("drum")).product.image?.text == "/drum.png")
        try await again.close()
    }

    @Test func `an older store that is only looked at is not called damaged`() async throws {
        let folder = try TemporaryDirectory()
        try await makeOldStore(in: folder)
        let environment = try Environment(inspecting: DataDirectory("\(folder.path)/data"))
        defer { environment.close() }
        #expect(throws: EngineError.storage(.formatVersion(found: 1, supported: Int(Environment.schema)))) {
            try Store(environment)
        }
    }
}
