import Storage

/// There are as many timers of a kind as there are things that want one.
struct TimerCheck {
    let tables: Tables

    /// Compares the number of timers of some kinds with what their owners want.
    func compare(
        _ kinds: [TimerKind],
        wanted: Int,
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        var found = 0
        try tables.timers.scan(in: snapshot) { key, _ in
            if kinds.contains(where: { $0.rawValue == key.second }) { found += 1 }
            return .next
        }
        if found != wanted {
            let names = kinds.map(\.name).joined(separator: " and ")
            findings.add("timers: \(found) entries where \(names) want \(wanted)")
        }
    }

    /// Names the timers whose kind this program does not know.
    func findUnknown(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) throws(StorageError) {
        try tables.timers.scan(in: snapshot) { key, _ in
            if TimerKind(rawValue: key.second) == nil { findings.add("timers: kind \(key.second) is unknown") }
            return .next
        }
    }
}
