import Storage
import TestSupport

/// The tables of the tests' stores: typed, text-keyed, an index, and a log by number.
struct SampleTables: Sendable {
    let rows: Table<UInt64, String>
    let names: Table<String, UInt64>
    let index: Table<Key2<String, UInt64>, Present>
    let log: RawTable

    init(_ opener: borrowing TableOpener) throws(StorageError) {
        rows = try opener.table("rows")
        names = try opener.table("names")
        index = try opener.table("index")
        log = try opener.raw("log", kind: .number)
    }

    var all: [RawTable] { [rows.raw, names.raw, index.raw, log] }
}

typealias SampleStore = StoreHarness<SampleTables>

extension StoreHarness where Tables == SampleTables {
    convenience init(
        folder: TemporaryDirectory? = nil,
        mapBytes: Int = 8 << 20,
        reservedBytes: Int = 1 << 20,
        queueLimit: Int = Limits.queuedUnits,
        participants: [any CommitParticipant] = [],
        onFatal: @escaping @Sendable (StorageError) -> Void = { _ in }
    ) throws {
        try self.init(
            folder: folder,
            mapBytes: mapBytes,
            reservedBytes: reservedBytes,
            queueLimit: queueLimit,
            participants: participants,
            onFatal: onFatal,
            all: { $0.all },
            open: { opener throws(StorageError) in try SampleTables(opener) }
        )
    }

    /// Runs a storage-only unit.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (borrowing WriteTransaction, SampleTables) throws(StorageError) -> Result
    ) async throws -> Result {
        let tables = tables
        return try await writer.submit { transaction throws(StorageError) in try body(transaction, tables) }
    }

    func read<Result>(
        _ body: (borrowing ReadTransaction, SampleTables) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try environment.read("test") { snapshot throws(StorageError) in try body(snapshot, tables) }
    }
}

/// A number as the eight bytes of a number-kind key.
func numberKey(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
}

/// A unit's own refusal, beside what the store may throw.
enum SampleFailure: StorageFailure, Equatable {
    case refused
    case storage(StorageError)

    init(_ error: StorageError) { self = .storage(error) }

    var storageError: StorageError? {
        if case .storage(let error) = self { error } else { nil }
    }
}
