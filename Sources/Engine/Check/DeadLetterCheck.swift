import EventLog
import Storage

/// Every dead letter has its record, every record its letter; indexes and counts say what the rows say.
struct DeadLetterCheck {
    let store: Store

    func run(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        findings.collect { findings throws(StorageError) in
            let tables = store.tables
            let book = DeadLetterBook(tables: tables, log: store.log)
            var counts: [DeadLetterKind: UInt64] = [:]
            var (letters, open) = (0, 0)
            try tables.deadLetters.scan(in: snapshot) { id, row throws(StorageError) in
                letters += 1
                if try !tables.deadLettersByStatus.contains(Key2(row.status.rawValue, id), in: snapshot) {
                    findings.add("dead letter \(id): the index by status lacks it")
                }
                let origin = book.origin(row.group, row.topic, row.partition, row.offset)
                let newest = try origin.flatMap { key throws(StorageError) in
                    try tables.deadLettersByOrigin.get(key, in: snapshot)
                }
                if newest.map({ $0 < UInt64(id.offset.value) }) ?? true {
                    findings.add("dead letter \(id): the index by origin lacks it")
                }
                guard row.status == .open else { return .next }
                open += 1
                counts[row.kind, default: 0] += 1
                let key = Key3(row.group.text, row.kind.hash, id)
                if try !tables.openDeadLettersByKind.contains(key, in: snapshot) {
                    findings.add("dead letter \(id): the index by kind lacks it")
                }
                return .next
            }
            try compareCounts(counts, letters: letters, open: open, in: snapshot, &findings)
        }
        compareRecords(in: snapshot, &findings)
    }

    private func compareCounts(
        _ counts: [DeadLetterKind: UInt64],
        letters: Int,
        open: Int,
        in snapshot: borrowing ReadTransaction,
        _ findings: inout Findings
    ) throws(StorageError) {
        let tables = store.tables
        for (name, found, expected) in [
            ("dead_letters_by_status", try tables.deadLettersByStatus.count(in: snapshot), letters),
            ("open_dead_letters_by_kind", try tables.openDeadLettersByKind.count(in: snapshot), open),
        ] where found != expected {
            findings.add("\(name): \(found) entries where the letters want \(expected)")
        }
        var left = counts
        try tables.deadLetterKinds.scan(in: snapshot) { key, row in
            let kind = GroupName(validating: key.first).map { DeadLetterKind(group: $0, hash: key.second) }
            let expected = kind.flatMap { left.removeValue(forKey: $0) } ?? 0
            if row.open != expected { findings.add("dead_letter_kinds: \(row.open) open, \(expected) found") }
            return .next
        }
        if !left.isEmpty { findings.add("dead_letter_kinds: \(left.count) kinds are missing") }
    }

    /// The topic holds a record for each row, and nothing that has none.
    private func compareRecords(in snapshot: borrowing ReadTransaction, _ findings: inout Findings) {
        do throws(LogError) {
            let partition = try store.log.partition(Topics.deadLetters, 0)
            let bounds = try store.log.bounds(of: partition, in: snapshot)
            var rows = 0
            findings.collect { findings throws(StorageError) in
                try store.tables.deadLetters.scan(from: DeadLetterID(bounds.start), in: snapshot) { id, _ in
                    rows += 1
                    if id.offset >= bounds.end { findings.add("dead letter \(id): there is no such record") }
                    return .next
                }
            }
            if rows != bounds.end - bounds.start {
                findings.add("dead_letters: \(rows) rows for \(bounds.end - bounds.start) records")
            }
        } catch {
            findings.add("\(error)")
        }
    }
}
