import Storage
import Synchronization
import TestSupport
import Testing

/// What completions said, in the order in which they came.
private final class Journal: Sendable {
    private let lines = Mutex<[String]>([])

    func note(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }
}

@Suite struct WriterTests {
    typealias Answer = Result<Void, SampleFailure>

    /// Queues a unit that puts a row, and then may fail; its end goes into the journal.
    private func queue(
        _ number: UInt64,
        failing: SampleFailure? = nil,
        afterWriting: Bool = true,
        in store: SampleStore,
        _ journal: Journal
    ) {
        let tables = store.tables
        store.writer.enqueue(
            { (transaction: borrowing WriteTransaction) throws(SampleFailure) in
                transaction.afterCommit { journal.note("hook \(number)") }
                if let failing, !afterWriting { throw failing }
                do throws(StorageError) {
                    try tables.rows.put(number, "row \(number)", in: transaction)
                    try tables.names.put("\(number)", number, in: transaction)
                } catch {
                    throw SampleFailure(error)
                }
                if let failing { throw failing }
            },
            completion: { (answer: Answer) in
                switch answer {
                case .success: journal.note("done \(number)")
                case .failure(let error): journal.note("\(error) \(number)")
                }
            }
        )
    }

    /// Waits until everything queued before is answered.
    private func drain(_ store: SampleStore) async throws {
        try await store.write { _, _ throws(StorageError) in }
    }

    private func rows(_ store: SampleStore) throws -> [UInt64] {
        try store.read { snapshot, tables throws(StorageError) in
            var rows: [UInt64] = []
            try tables.rows.scan(in: snapshot) { key, value throws(StorageError) in
                #expect(value == "row \(key)")
                #expect(try tables.names.get("\(key)", in: snapshot) == key)
                rows.append(key)
                return .next
            }
            #expect(try tables.names.count(in: snapshot) == rows.count)
            return rows
        }
    }

    @Test func `units that wait together share one commit and are answered in order`() async throws {
        let store = try SampleStore()
        let journal = Journal()
        let before = store.environment.usage.transactionID
        let gate = await store.writer.hold()
        for number in UInt64(1)...500 { queue(number, in: store, journal) }
        #expect(store.writer.metrics.queueLength == 500)
        #expect(journal.all.isEmpty)
        gate.open()
        try await drain(store)
        #expect(journal.all == (1...500).map { "hook \($0)" } + (1...500).map { "done \($0)" })
        #expect(store.environment.usage.transactionID == before + 1)
        #expect(store.writer.metrics.batchSize.count == 1 && store.writer.metrics.batchSize.sum >= 500)
        #expect(store.writer.metrics.commitSeconds.count == 1 && store.writer.metrics.commitSeconds.sum > 0)
        #expect(try rows(store) == Array(1...500))
        try await store.close()
    }

    @Test func `many tasks at once need few commits`() async throws {
        let store = try SampleStore()
        try await withThrowingTaskGroup(of: UInt64.self) { group in
            for number in UInt64(0)..<2_000 {
                group.addTask {
                    try await store.write { transaction, tables throws(StorageError) in
                        try tables.rows.put(number, "row \(number)", in: transaction)
                        return number
                    }
                }
            }
            let sum = try await group.reduce(0, +)
            #expect(sum == 1_999 * 1_000)
        }
        let metrics = store.writer.metrics
        #expect(metrics.batchSize.sum == 2_000)
        #expect(metrics.batchSize.count < 1_000)
        #expect(
            try store.read { snapshot, tables throws(StorageError) in try tables.rows.count(in: snapshot) } == 2_000
        )
        try await store.close()
    }

    @Test func `a unit that refuses before it writes costs its neighbours nothing`() async throws {
        let store = try SampleStore()
        let journal = Journal()
        let gate = await store.writer.hold()
        for number in UInt64(1)...9 {
            queue(number, failing: number % 3 == 0 ? .refused : nil, afterWriting: false, in: store, journal)
        }
        gate.open()
        try await drain(store)
        #expect(try rows(store) == [1, 2, 4, 5, 7, 8])
        #expect(journal.all.filter { $0.hasPrefix("hook") } == [1, 2, 4, 5, 7, 8].map { "hook \($0)" })
        #expect(
            journal.all.filter { !$0.hasPrefix("hook") } == (1...9).map { $0 % 3 == 0 ? "refused \($0)" : "done \($0)" }
        )
        #expect(store.writer.metrics.rerunBatches == 0)
        #expect(store.writer.metrics.batchSize.count == 1)
        try await store.close()
    }

    @Test func `a unit that fails after it wrote leaves no trace while its neighbours in the batch commit`()
        async throws
    {
        let store = try SampleStore()
        let journal = Journal()
        let gate = await store.writer.hold()
        for number in UInt64(1)...9 { queue(number, failing: number % 4 == 0 ? .refused : nil, in: store, journal) }
        gate.open()
        try await drain(store)
        #expect(try rows(store) == [1, 2, 3, 5, 6, 7, 9])
        #expect(journal.all.filter { $0.hasPrefix("hook") } == [1, 2, 3, 5, 6, 7, 9].map { "hook \($0)" })
        #expect(
            Set(journal.all)
                == Set([1, 2, 3, 5, 6, 7, 9].flatMap { ["hook \($0)", "done \($0)"] } + ["refused 4", "refused 8"])
        )
        #expect(store.writer.metrics.rerunBatches == 2)
        #expect(store.writer.metrics.batchSize.count == 1, "all nine were in one batch")
        #expect(store.environment.usage.transactionID == 2)
        try await store.close()
    }

    @Test func `hooks and answers come only when the commit is on disk`() async throws {
        let store = try SampleStore()
        let seen = Mutex<[UInt64]>([])
        let environment = store.environment
        let tables = store.tables
        let probe: @Sendable () -> Void = {
            let value = Result { () throws(StorageError) in
                try environment.read("hook") { snapshot throws(StorageError) in try tables.rows.count(in: snapshot) }
            }
            seen.withLock { $0.append(UInt64((try? value.get()) ?? -1)) }
        }
        try await store.write { transaction, tables throws(StorageError) in
            transaction.afterCommit(probe)
            try tables.rows.put(1, "row 1", in: transaction)
            probe()
        }
        #expect(seen.withLock { $0 } == [0, 1], "not visible inside the unit, visible in its hook")
        try await store.close()
    }

    @Test func `a unit that only reads makes no commit`() async throws {
        let store = try SampleStore()
        let before = store.environment.usage.transactionID
        let count = try await store.write { transaction, tables throws(StorageError) in
            try tables.rows.count(in: transaction)
        }
        #expect(count == 0)
        #expect(store.environment.usage.transactionID == before)
        try await store.close()
    }

    @Test func `a full queue refuses, and takes units again when it has room`() async throws {
        let store = try SampleStore(queueLimit: 3)
        let journal = Journal()
        let gate = await store.writer.hold()
        for number in UInt64(1)...5 { queue(number, in: store, journal) }
        #expect(journal.all == ["storage(\(StorageError.busy)) 4", "storage(\(StorageError.busy)) 5"])
        #expect(store.writer.metrics.refusedBusy == 2)
        gate.open()
        while store.writer.metrics.queueLength > 0 { await Task.yield() }
        try await drain(store)
        #expect(try rows(store) == [1, 2, 3])
        try await store.close()
    }

    @Test func `a cancelled caller takes its waiting unit out`() async throws {
        let store = try SampleStore()
        let gate = await store.writer.hold()
        let task = Task {
            try await store.write { transaction, tables throws(StorageError) in
                try tables.rows.put(1, "row 1", in: transaction)
            }
        }
        while store.writer.metrics.queueLength == 0 { await Task.yield() }
        task.cancel()
        gate.open()
        await #expect(throws: StorageError.cancelled) { try await task.value }
        #expect(try rows(store) == [])
        try await store.close()
    }

    @Test func `a caller that was cancelled before it asked writes nothing`() async throws {
        let store = try SampleStore()
        let held = Gate()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            held.open()
            try await store.write { transaction, tables throws(StorageError) in
                try tables.rows.put(1, "row 1", in: transaction)
            }
        }
        task.cancel()
        await #expect(throws: StorageError.cancelled) { try await task.value }
        #expect(try rows(store) == [])
        try await store.close()
    }

    @Test func `stopping finishes what waits and refuses what comes later`() async throws {
        let store = try SampleStore()
        let journal = Journal()
        let gate = await store.writer.hold()
        for number in UInt64(1)...100 { queue(number, in: store, journal) }
        let stopping = Task { await store.writer.stop() }
        while true {
            let probe = Journal()
            queue(1_000, in: store, probe)
            if probe.all == ["storage(\(StorageError.closed)) 1000"] { break }
            await Task.yield()
        }
        gate.open()
        await stopping.value
        #expect(journal.all.filter { $0.hasPrefix("done") } == (1...100).map { "done \($0)" })
        await #expect(throws: StorageError.closed) { try await drain(store) }
        #expect(try rows(store).prefix(100) == Array(1...100)[...])
        try await store.close()
    }

    @Test func `a unit that swallows a failed write takes the batch with it`() async throws {
        let fatal = Mutex<StorageError?>(nil)
        let store = try SampleStore(mapBytes: 1 << 20, onFatal: { error in fatal.withLock { $0 = error } })
        let journal = Journal()
        let gate = await store.writer.hold()
        let tables = store.tables
        queue(1, in: store, journal)
        store.writer.enqueue(
            { (transaction: borrowing WriteTransaction) throws(StorageError) in
                do throws(StorageError) {
                    try tables.log.put(numberKey(1), [UInt8](repeating: 7, count: 3 << 20), in: transaction)
                } catch {
                    transaction.markWritten()
                }
            },
            completion: { (_: Result<Void, StorageError>) in journal.note("swallowed") }
        )
        queue(2, in: store, journal)
        gate.open()
        try await drain(store)
        #expect(try rows(store) == [1, 2])
        #expect(
            try store.read { snapshot, tables throws(StorageError) in
                try tables.log.get(numberKey(1), in: snapshot)?.count
            } == 3 << 20,
            "the map has grown and the unit ran again"
        )
        #expect(fatal.withLock { $0 } == nil)
        try await store.close()
    }
}
