import Storage
import TestSupport
import Testing

@Suite struct TableTests {
    @Test func `a value is read back, replaced and deleted`() async throws {
        let store = try SampleStore()
        try await store.write { transaction, tables throws(StorageError) in
            try tables.rows.put(1, "one", in: transaction)
            try tables.rows.put(2, "two", in: transaction)
            try tables.rows.put(1, "uno", in: transaction)
        }
        let deleted = try await store.write { transaction, tables throws(StorageError) in
            [try tables.rows.delete(2, in: transaction), try tables.rows.delete(3, in: transaction)]
        }
        #expect(deleted == [true, false])
        try store.read { snapshot, tables throws(StorageError) in
            #expect(try tables.rows.get(1, in: snapshot) == "uno")
            #expect(try tables.rows.get(2, in: snapshot) == nil)
            #expect(try tables.rows.contains(1, in: snapshot))
            #expect(try !tables.rows.contains(2, in: snapshot))
            #expect(try tables.rows.count(in: snapshot) == 1)
        }
        try await store.close()
    }

    @Test func `an empty table answers nothing and scans to nothing`() async throws {
        let store = try SampleStore()
        try store.read { snapshot, tables throws(StorageError) in
            #expect(try tables.rows.get(1, in: snapshot) == nil)
            #expect(try tables.log.edge(.last, in: snapshot) == nil)
            for start in [ScanStart.first, .last, .atOrAfter([0]), .before([0xFF])] {
                try tables.rows.raw.scan(start, in: snapshot) { _, _ throws(StorageError) in
                    Issue.record("an empty table has an entry")
                    return .stop
                }
            }
            try tables.names.scan(prefix: [1], descending: true, in: snapshot) { _, _ throws(StorageError) in
                Issue.record("an empty table has an entry")
                return .stop
            }
        }
        try await store.close()
    }

    /// Sizes on both sides of where a value gets pages of its own (2,030 bytes with an 8-byte key), and large ones.
    @Test(arguments: [0, 1, 2_010, 2_017, 2_018, 2_021, 2_022, 2_023, 2_029, 2_030, 2_031, 4_096, 300_000, 5_000_000])
    func `a value of any size comes back`(size: Int) async throws {
        let store = try SampleStore()
        var random = SeededRandom(UInt64(size))
        let block = random.bytes(min(size, 4_099))
        let bytes = Array([[UInt8]](repeating: block, count: size / 4_099 + 1).joined().prefix(size))
        try await store.write { transaction, tables throws(StorageError) in
            try tables.log.put(numberKey(7), bytes, in: transaction)
            try tables.rows.raw.put([1], bytes, in: transaction)
        }
        try store.read { snapshot, tables throws(StorageError) in
            #expect(try tables.log.get(numberKey(7), in: snapshot) == bytes)
            #expect(try tables.rows.raw.edge(.first, in: snapshot)?.value == bytes)
        }
        try await store.close()
    }

    private func scan(
        _ store: SampleStore,
        prefix: String? = nil,
        from: Key2<String, UInt64>? = nil,
        descending: Bool = false,
        limit: Int = .max
    ) throws -> [String] {
        try store.read { snapshot, tables throws(StorageError) in
            var found: [String] = []
            try tables.index.scan(
                prefix: prefix?.keyBytes ?? [],
                from: from,
                descending: descending,
                in: snapshot
            ) { key, _ throws(StorageError) in
                found.append("\(key.first)\(key.second)")
                return found.count < limit ? .next : .stop
            }
            return found
        }
    }

    @Test func `scans go both ways, within a prefix, from a key, and stop when told`() async throws {
        let store = try SampleStore()
        try await store.write { transaction, tables throws(StorageError) in
            for name in ["b", "a", "c"] {
                for number in [UInt64(300), 1, 2] { try tables.index.insert(Key2(name, number), in: transaction) }
            }
        }
        #expect(try scan(store) == ["a1", "a2", "a300", "b1", "b2", "b300", "c1", "c2", "c300"])
        #expect(try scan(store, descending: true) == ["c300", "c2", "c1", "b300", "b2", "b1", "a300", "a2", "a1"])
        #expect(try scan(store, prefix: "b") == ["b1", "b2", "b300"])
        #expect(try scan(store, prefix: "b", descending: true) == ["b300", "b2", "b1"])
        #expect(try scan(store, prefix: "b", from: Key2("b", 2)) == ["b2", "b300"])
        #expect(try scan(store, prefix: "b", from: Key2("b", 3)) == ["b300"])
        #expect(try scan(store, prefix: "b", from: Key2("b", 300), descending: true) == ["b2", "b1"])
        #expect(try scan(store, prefix: "b", from: Key2("b", 1), descending: true) == [])
        #expect(try scan(store, prefix: "bb") == [])
        #expect(try scan(store, prefix: "d", descending: true) == [])
        #expect(try scan(store, from: Key2("b", 300), limit: 2) == ["b300", "c1"])
        #expect(try scan(store, prefix: "c", limit: 1) == ["c1"])
        try await store.close()
    }

    @Test func `a start outside of the prefix stands for its nearer end`() async throws {
        let store = try SampleStore()
        try await store.write { transaction, tables throws(StorageError) in
            for name in ["a", "b", "c"] { try tables.index.insert(Key2(name, 1), in: transaction) }
        }
        #expect(try scan(store, prefix: "b", from: Key2("a", 0)) == ["b1"])
        #expect(try scan(store, prefix: "b", from: Key2("c", 0)) == [])
        #expect(try scan(store, prefix: "b", from: Key2("c", 9), descending: true) == ["b1"])
        #expect(try scan(store, prefix: "b", from: Key2("a", 0), descending: true) == [])
        try await store.close()
    }

    @Test func `the highest prefix of all is scanned backwards too`() async throws {
        let store = try SampleStore()
        let found = try await store.write { transaction, tables throws(StorageError) in
            for byte in [UInt8(0xFE), 0xFF] {
                try tables.rows.raw.put([byte, 0xFF, 1, 1, 1, 1, 1, 1], [1], in: transaction)
            }
            var keys: [UInt64] = []
            try tables.rows.raw.scan(.last, in: transaction) { key, _ throws(StorageError) in
                keys.append(UInt64(key[0]))
                return .next
            }
            try tables.rows.raw.delete([0xFE, 0xFF, 1, 1, 1, 1, 1, 1], in: transaction)
            try tables.rows.raw.delete([0xFF, 0xFF, 1, 1, 1, 1, 1, 1], in: transaction)
            try tables.rows.put(.max, "last", in: transaction)
            try tables.rows.scan(prefix: [0xFF], descending: true, in: transaction) { key, _ throws(StorageError) in
                keys.append(key)
                return .next
            }
            return keys
        }
        #expect(found == [0xFF, 0xFE, .max])
        try await store.close()
    }

    @Test func `numbers sort as numbers, and appending goes on behind the last`() async throws {
        let store = try SampleStore()
        try await store.write { transaction, tables throws(StorageError) in
            for number in [UInt64(1), 255, 256, 65_536, 1 << 40] {
                try tables.log.append(numberKey(number), numberKey(number), in: transaction)
            }
        }
        try store.read { snapshot, tables throws(StorageError) in
            var keys: [[UInt8]] = []
            try tables.log.scan(.atOrAfter(numberKey(255)), in: snapshot) { key, value throws(StorageError) in
                #expect(key == value)
                keys.append(key)
                return .next
            }
            #expect(keys == [255, 256, 65_536, 1 << 40].map(numberKey))
            #expect(try tables.log.edge(.before(numberKey(256)), in: snapshot)?.key == numberKey(255))
            #expect(try tables.log.edge(.before(numberKey(1)), in: snapshot) == nil)
            #expect(try tables.log.edge(.last, in: snapshot)?.key == numberKey(1 << 40))
        }
        try await store.close()
    }

    @Test(arguments: [UInt64(10), 9])
    func `an append that does not sort last is refused and nothing of it stays`(number: UInt64) async throws {
        let store = try SampleStore()
        try await store.write { transaction, tables throws(StorageError) in
            try tables.log.append(numberKey(10), [1], in: transaction)
        }
        await #expect(throws: StorageError.self) {
            try await store.write { transaction, tables throws(StorageError) in
                try tables.log.append(numberKey(number), [2], in: transaction)
            }
        }
        try store.read { snapshot, tables throws(StorageError) in
            #expect(try tables.log.count(in: snapshot) == 1)
            #expect(try tables.log.get(numberKey(10), in: snapshot) == [1])
        }
        try await store.close()
    }

    @Test func `tables do not see each other's keys`() async throws {
        let store = try SampleStore()
        try await store.write { transaction, tables throws(StorageError) in
            try tables.rows.put(5, "row", in: transaction)
            try tables.log.put(UInt64(5).keyBytes, [9], in: transaction)
            try tables.names.put("5", 5, in: transaction)
        }
        #expect(
            try await store.write { transaction, tables throws(StorageError) in
                try tables.rows.delete(5, in: transaction)
            }
        )
        try store.read { snapshot, tables throws(StorageError) in
            #expect(try tables.rows.get(5, in: snapshot) == nil)
            #expect(try tables.log.get(UInt64(5).keyBytes, in: snapshot) == [9])
            #expect(try tables.names.get("5", in: snapshot) == 5)
        }
        try await store.close()
    }

    @Test func `a scan that deletes what it walks over misses nothing`() async throws {
        let store = try SampleStore()
        try await store.write { transaction, tables throws(StorageError) in
            for number in UInt64(0)..<2_000 { try tables.rows.put(number, "row \(number)", in: transaction) }
        }
        let walked = try await store.write { transaction, tables throws(StorageError) in
            var walked = 0
            try tables.rows.scan(in: transaction) { key, _ throws(StorageError) in
                try tables.rows.delete(key, in: transaction)
                walked += 1
                return .next
            }
            return walked
        }
        #expect(walked == 2_000)
        try store.read { snapshot, tables throws(StorageError) in #expect(try tables.rows.count(in: snapshot) == 0) }
        try await store.close()
    }

    @Test func `a value that does not decode is damage, in whichever way`() async throws {
        let store = try SampleStore()
        try await store.write { transaction, tables throws(StorageError) in
            try tables.rows.raw.put(UInt64(1).keyBytes, [], in: transaction)
            try tables.rows.raw.put(UInt64(2).keyBytes, [2, 0], in: transaction)
            try tables.rows.raw.put(UInt64(3).keyBytes, [1, 9, 0x61], in: transaction)
            try tables.rows.raw.put(UInt64(4).keyBytes, [1, 0, 0], in: transaction)
            try tables.rows.raw.put([5], [1, 0], in: transaction)
        }
        for key in UInt64(1)...4 {
            #expect {
                try store.read { snapshot, tables throws(StorageError) in try tables.rows.get(key, in: snapshot) }
            } throws: { if case StorageError.corrupt(table: "rows", _, _) = $0 { true } else { false } }
        }
        #expect(throws: StorageError.self) {
            try store.read { snapshot, tables throws(StorageError) in
                try tables.rows.scan(prefix: [5], in: snapshot) { _, _ throws(StorageError) in .next }
            }
        }
        try await store.close()
    }

    @Test func `a table is made while the store runs, and is there after a restart`() async throws {
        let folder = try TemporaryDirectory()
        let store = try SampleStore(folder: folder)
        let made = try await store.write { transaction, _ throws(StorageError) in
            let table = try transaction.createTable("later", kind: .number)
            try table.append(numberKey(1), [1], in: transaction)
            return table
        }
        try store.read { snapshot, _ throws(StorageError) in #expect(try made.count(in: snapshot) == 1) }
        try await store.close()
        let again = try StoreHarness(folder: folder, all: { [$0] }) { opener throws(StorageError) in
            try opener.raw("later", kind: .number)
        }
        try again.environment.read("test") { snapshot throws(StorageError) in
            #expect(try again.tables.get(numberKey(1), in: snapshot) == [1])
        }
        try await again.close()
    }

    @Test(arguments: [("gone", .bytes), ("log", .bytes), ("rows", .number)] as [(String, KeyKind)])
    func `a table that should be there and is not is damage, as is one of the other kind`(
        name: String,
        kind: KeyKind
    ) async throws {
        let folder = try TemporaryDirectory()
        try await SampleStore(folder: folder).close()
        #expect {
            _ = try StoreHarness(folder: folder, all: { [$0] }) { opener throws(StorageError) in
                try opener.raw(name, kind: kind)
            }
        } throws: { ($0 as? StorageError)?.exitCode == 65 }
        try await SampleStore(folder: folder).close()
    }

    @Test func `the first rows of a new table are there when the store is open`() async throws {
        let store = try StoreHarness(all: { [$0.raw] }) { opener throws(StorageError) in
            let table: Table<UInt64, String> = try opener.table("seeded")
            try opener.write { transaction throws(StorageError) in try table.put(1, "first", in: transaction) }
            return table
        }
        try store.environment.read("test") { snapshot throws(StorageError) in
            #expect(try store.tables.get(1, in: snapshot) == "first")
        }
        try await store.close()
    }
}
