import Storage
import Synchronization
import TestSupport
import Testing

private final class Flag: Sendable {
    let isSet = Atomic(false)
}

@Suite struct SnapshotTests {
    /// Every unit moves both rows to one number, so a reader that saw half of a batch would see two.
    @Test func `hundreds of readers beside a busy writer see only whole batches`() async throws {
        let store = try SampleStore(mapBytes: 1 << 20)
        let done = Flag()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for reader in 0..<200 {
                group.addTask {
                    var (last, reads) = (UInt64(0), 0)
                    while !done.isSet.load(ordering: .relaxed) || reads == 0 {
                        let seen = try store.read { snapshot, tables throws(StorageError) in
                            let first = try tables.names.get("first", in: snapshot) ?? 0
                            let second = try tables.names.get("second", in: snapshot) ?? 0
                            return (first, second, UInt64(try tables.rows.count(in: snapshot)))
                        }
                        try #require(seen.0 == seen.1 && seen.0 == seen.2, "reader \(reader) saw half of a batch")
                        try #require(seen.0 >= last, "reader \(reader) went back in time")
                        last = seen.0
                        reads += 1
                        await Task.yield()
                    }
                    return reads
                }
            }
            group.addTask {
                for number in UInt64(1)...400 {
                    try await store.write { transaction, tables throws(StorageError) in
                        try tables.names.put("first", number, in: transaction)
                        try tables.rows.put(number, String(repeating: "x", count: 1_500), in: transaction)
                        try tables.names.put("second", number, in: transaction)
                    }
                }
                done.isSet.store(true, ordering: .relaxed)
                return 0
            }
            let reads = try await group.reduce(0, +)
            #expect(reads > 400)
        }
        #expect(store.environment.oldestReader == nil)
        try await store.close()
    }

    @Test func `the map grows from 8 MiB under load and no client sees an error`() async throws {
        let store = try SampleStore(mapBytes: 8 << 20)
        let before = store.environment.usage.mapBytes
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in UInt64(0)..<8 {
                group.addTask {
                    for number in UInt64(0)..<40 {
                        let key = task * 1_000 + number
                        let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: key), count: 150_000)
                        try await store.write { transaction, tables throws(StorageError) in
                            try tables.log.put(numberKey(key), bytes, in: transaction)
                        }
                        let read = try store.read { snapshot, tables throws(StorageError) in
                            try tables.log.get(numberKey(key), in: snapshot)
                        }
                        #expect(read == bytes)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(before == 8 << 20)
        #expect(store.environment.usage.mapBytes >= 64 << 20)
        #expect(try store.read { snapshot, tables throws(StorageError) in try tables.log.count(in: snapshot) } == 320)
        try await store.close()
    }

    @Test func `one unit that needs many times the map still commits`() async throws {
        let store = try SampleStore(mapBytes: 1 << 20)
        let bytes = [UInt8](repeating: 5, count: 30 << 20)
        try await store.write { transaction, tables throws(StorageError) in
            try tables.log.put(numberKey(1), bytes, in: transaction)
        }
        #expect(store.writer.metrics.rerunBatches >= 4)
        #expect(
            try store.read { snapshot, tables throws(StorageError) in
                try tables.log.get(numberKey(1), in: snapshot)
            } == bytes
        )
        try await store.close()
    }

    @Test func `a grown map is grown after a restart`() async throws {
        let folder = try TemporaryDirectory()
        let store = try SampleStore(folder: folder, mapBytes: 1 << 20)
        try await store.write { transaction, tables throws(StorageError) in
            try tables.log.put(numberKey(1), [UInt8](repeating: 5, count: 5 << 20), in: transaction)
        }
        let grown = store.environment.usage.mapBytes
        try await store.close()
        let again = try SampleStore(folder: folder, mapBytes: 1 << 20)
        #expect(again.environment.usage.mapBytes >= grown)
        try await again.close()
    }

    @Test func `the oldest reader is named while it runs`() async throws {
        let store = try SampleStore()
        try store.environment.read("slow one") { _ throws(StorageError) in
            #expect(store.environment.oldestReader?.label == "slow one")
        }
        #expect(store.environment.oldestReader == nil)
        try await store.close()
    }

    @Test func `after closing, reading is refused and closing again does nothing`() async throws {
        let store = try SampleStore()
        try await store.close()
        #expect(throws: StorageError.closed) { try store.read { _, _ throws(StorageError) in } }
        store.environment.close()
    }
}
