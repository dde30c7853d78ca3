import Storage
import TestSupport

/// A store's expected content, and how it comes to be: several commits that add, replace and delete, so that the
/// file also holds free pages and old versions of pages, which a damaged pointer could lead to.
struct SampleContent: Equatable, Sendable {
    private(set) var rows: [UInt64: String] = [:]
    private(set) var names: [String: UInt64] = [:]
    private(set) var index: Set<[UInt8]> = []
    private(set) var log: [UInt64: [UInt8]] = [:]

    static let rounds = 6

    /// The state after all rounds of `seed`; the same every time.
    init(seed: UInt64) {
        var random = SeededRandom(seed)
        for round in UInt64(0)..<UInt64(Self.rounds) { play(round, &random) }
    }

    private mutating func play(_ round: UInt64, _ random: inout SeededRandom) {
        for _ in 0..<40 {
            let key = random.next() % 160
            rows[key] = "row \(key) in round \(round) " + String(repeating: "é", count: Int(random.next() % 300))
            names["name \(key)"] = random.next()
            index.insert(Key2("status \(round % 3)", key).keyBytes)
        }
        for _ in 0..<10 {
            let key = random.next() % 160
            rows[key] = nil
            names["name \(key)"] = nil
        }
        let end = UInt64(log.count)
        for offset in end..<(end + 12) {
            log[offset] = random.bytes(offset % 20 == 7 ? 9_000 : Int(random.next() % 1_500))
        }
    }

    /// Brings a new store to this state, one commit per round.
    static func fill(_ store: SampleStore, seed: UInt64) async throws {
        var random = SeededRandom(seed)
        var content = SampleContent()
        for round in UInt64(0)..<UInt64(rounds) {
            let before = content
            content.play(round, &random)
            let after = content
            try await store.write { transaction, tables throws(StorageError) in
                try before.change(into: after, tables, transaction)
            }
        }
    }

    private init() {}

    private func change(
        into next: SampleContent,
        _ tables: SampleTables,
        _ transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        // Sorted, so that the same seed gives the same pages.
        for key in rows.keys.sorted() where next.rows[key] == nil { try tables.rows.delete(key, in: transaction) }
        for (key, value) in next.rows.sorted(by: { $0.key < $1.key }) where rows[key] != value {
            try tables.rows.put(key, value, in: transaction)
        }
        for key in names.keys.sorted() where next.names[key] == nil { try tables.names.delete(key, in: transaction) }
        for (key, value) in next.names.sorted(by: { $0.key < $1.key }) where names[key] != value {
            try tables.names.put(key, value, in: transaction)
        }
        for key in next.index.subtracting(index).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            try tables.index.raw.put(key, [1], in: transaction)
        }
        for key in next.log.keys.sorted() where log[key] == nil {
            try tables.log.append(numberKey(key), next.log[key] ?? [], in: transaction)
        }
    }

    /// What each of `SampleTables.all` should hold, byte for byte.
    var expected: [[[UInt8]: [UInt8]]] {
        [
            rows.mapKeys(\.keyBytes).mapValues { Self.stored { $0.write($1) }($0) },
            names.mapKeys(\.keyBytes).mapValues { Self.stored { $0.write($1) }($0) },
            Dictionary(uniqueKeysWithValues: index.map { ($0, [1]) }),
            log.mapKeys(numberKey),
        ]
    }

    private static func stored<Value>(_ write: @escaping (inout ByteWriter, Value) -> Void) -> (Value) -> [UInt8] {
        { value in
            var writer = ByteWriter()
            writer.write(UInt8(1))
            write(&writer, value)
            return writer.bytes
        }
    }
}

extension Dictionary {
    fileprivate func mapKeys<Other: Hashable>(_ change: (Key) -> Other) -> [Other: Value] {
        Dictionary<Other, Value>(uniqueKeysWithValues: map { (change($0.key), $0.value) })
    }
}
