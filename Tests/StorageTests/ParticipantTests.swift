import Storage
import Synchronization
import TestSupport
import Testing

/// Gathers numbers during a batch and writes their sum once per commit, as the event log does with its records.
private final class Summing: CommitParticipant {
    private struct Gathered {
        var numbers: [UInt64] = []
        var events: [String] = []
    }

    private let gathered = WriterState(Gathered())
    let journal = Mutex<[String]>([])
    let table = Mutex<Table<UInt64, UInt64>?>(nil)
    let failure = Mutex<StorageError?>(nil)

    func add(_ number: UInt64, in transaction: borrowing WriteTransaction) {
        transaction.markWritten()
        gathered.with(transaction.token) { $0.numbers.append(number) }
    }

    func writeGathered(in transaction: borrowing WriteTransaction) throws(StorageError) {
        if let error = failure.withLock({ $0 }) { throw error }
        let numbers = gathered.with(transaction.token) { $0.numbers }
        guard let table = table.withLock({ $0 }), !numbers.isEmpty else { return }
        try table.put(transaction.transactionID, numbers.reduce(0, +), in: transaction)
    }

    func batchCommitted(_ token: borrowing WriterToken) {
        let numbers = gathered.with(token) { gathered in
            defer { gathered.numbers = [] }
            return gathered.numbers
        }
        journal.withLock { $0.append("committed \(numbers)") }
    }

    func batchAborted(_ token: borrowing WriterToken) {
        let numbers = gathered.with(token) { gathered in
            defer { gathered.numbers = [] }
            return gathered.numbers
        }
        journal.withLock { $0.append("aborted \(numbers)") }
    }
}

@Suite struct ParticipantTests {
    private func makeStore(_ summing: Summing) throws -> StoreHarness<Table<UInt64, UInt64>> {
        let store = try StoreHarness(participants: [summing], all: { [$0.raw] }) { opener throws(StorageError) in
            try opener.table("sums", UInt64.self, UInt64.self)
        }
        summing.table.withLock { $0 = store.tables }
        return store
    }

    private func queue(
        _ number: UInt64,
        fails: Bool = false,
        _ store: StoreHarness<Table<UInt64, UInt64>>,
        _ summing: Summing
    ) {
        store.writer.enqueue(
            { (transaction: borrowing WriteTransaction) throws(SampleFailure) in
                summing.add(number, in: transaction)
                if fails { throw .refused }
            },
            completion: { (_: Result<Void, SampleFailure>) in }
        )
    }

    private func sums(_ store: StoreHarness<Table<UInt64, UInt64>>) throws -> [UInt64] {
        try store.environment.read("test") { snapshot throws(StorageError) in
            var sums: [UInt64] = []
            try store.tables.scan(in: snapshot) { _, sum throws(StorageError) in
                sums.append(sum)
                return .next
            }
            return sums
        }
    }

    @Test func `a participant writes once per commit what all units of the batch gathered`() async throws {
        let summing = Summing()
        let store = try makeStore(summing)
        let gate = await store.writer.hold()
        for number in UInt64(1)...10 { queue(number, store, summing) }
        gate.open()
        try await store.writer.submit { _ throws(StorageError) in }
        #expect(try sums(store) == [55])
        #expect(summing.journal.withLock { $0 }.filter { $0 != "aborted []" } == ["committed \(Array(1...10))"])
        try await store.close()
    }

    @Test func `what a failing unit gathered is forgotten, its neighbours' is not`() async throws {
        let summing = Summing()
        let store = try makeStore(summing)
        let gate = await store.writer.hold()
        for number in UInt64(1)...4 { queue(number, fails: number == 3, store, summing) }
        gate.open()
        try await store.writer.submit { _ throws(StorageError) in }
        #expect(try sums(store) == [7])
        #expect(
            summing.journal.withLock { $0 }.filter { $0 != "aborted []" } == [
                "aborted [1, 2, 3]", "committed [1, 2, 4]",
            ]
        )
        try await store.close()
    }

    @Test func `a participant that fails takes the batch with it and the store stops`() async throws {
        let summing = Summing()
        let store = try makeStore(summing)
        let error = StorageError.outcomeUnknown(reason: "test")
        summing.failure.withLock { $0 = error }
        await #expect(throws: error) {
            try await store.writer.submit { transaction throws(StorageError) in summing.add(1, in: transaction) }
        }
        await #expect(throws: error) { try await store.writer.submit { _ throws(StorageError) in } }
        #expect(try sums(store) == [])
        #expect(summing.journal.withLock { $0 }.last == "aborted [1]")
        try await store.close()
    }
}
