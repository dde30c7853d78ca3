import Storage

/// What reading a whole store in every way brought to light.
struct Reading: Sendable, Equatable {
    /// Values that were served and are not what was stored.
    var wrong = 0
    /// Entries that were answered as absent although they are there.
    var hidden = 0
    /// Reads that were refused.
    var refused = 0

    init() {}

    /// Asks for every key and walks every table, and compares with what should be there.
    init(_ environment: Environment, _ tables: SampleTables, expected: [[[UInt8]: [UInt8]]]) {
        for (table, expected) in zip(tables.all, expected) { compare(table, expected, environment) }
    }

    private mutating func compare(
        _ table: RawTable,
        _ expected: [[UInt8]: [UInt8]],
        _ environment: Environment
    ) {
        for (key, value) in expected {
            do throws(StorageError) {
                let found = try environment.read("compare") { snapshot throws(StorageError) in
                    try table.get(key, in: snapshot)
                }
                if found == nil { hidden += 1 } else if found != value { wrong += 1 }
            } catch {
                refused += 1
            }
        }
        var (walked, wrong) = (0, 0)
        do throws(StorageError) {
            try environment.read("compare") { snapshot throws(StorageError) in
                try table.scan(.first, in: snapshot) { key, value throws(StorageError) in
                    if expected[key] != value { wrong += 1 }
                    walked += 1
                    return walked > expected.count ? .stop : .next
                }
            }
            if walked < expected.count { hidden += 1 }
        } catch {
            refused += 1
        }
        wrong += wrong
    }
}
