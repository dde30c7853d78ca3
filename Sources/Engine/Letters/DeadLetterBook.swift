package import Commerce
package import EventLog
import Storage

/// Which dead letters are meant; nil for what does not matter.
package struct DeadLetterFilter: Sendable {
    /// What became of them.
    package var status: DeadLetterStatus? = .open
    /// Whose they are.
    package var group: GroupName?
    /// The topic of the original record.
    package var topic: String?
    /// The whole text of the error.
    package var error: String?
    /// `DeadLetterKind.hash`.
    package var kind: UInt64?
    /// Put aside at this time or later.
    package var since: Timestamp?

    package init() {}

    func accepts(_ row: DeadLetterRow) -> Bool {
        (status.map { $0 == row.status } ?? true) && (group.map { $0 == row.group } ?? true)
            && (topic.map { $0 == row.topic } ?? true) && (error.map { $0 == row.error } ?? true)
            && (kind.map { $0 == row.kind.hash } ?? true) && (since.map { $0 <= row.buriedAt } ?? true)
    }
}

/// A dead letter with its name.
package struct DeadLetter: Sendable, Equatable {
    /// Its name.
    package let id: DeadLetterID
    /// What is known of it.
    package let row: DeadLetterRow
}

/// The open letters of a kind.
package struct DeadLetterKindSummary: Sendable, Equatable {
    /// Group and error.
    package let kind: DeadLetterKind
    /// The error's text.
    package let error: String
    /// How many are open.
    package let open: UInt64
    /// When the oldest of them was put aside.
    package let oldest: Timestamp
    /// When the newest of them was put aside.
    package let newest: Timestamp
}

/// Which dead letters there are and what became of them: rows, indexes and counts, always changed together.
struct DeadLetterBook: Sendable {
    /// The most rows that one look goes through.
    static let rowsPerLook = 10_000

    let tables: Tables
    let log: EventLog

    /// A letter's row; nil when there is no such letter.
    func row(
        _ id: DeadLetterID,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> DeadLetterRow? {
        try tables.deadLetters.get(id, in: snapshot)
    }

    /// Whether a group has put this record aside before.
    func hasLetter(
        of offset: Offset,
        _ group: GroupName,
        _ partition: TopicPartition,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> Bool {
        guard let key = origin(group, partition.topic.text, partition.number, offset) else { return false }
        return try tables.deadLettersByOrigin.contains(key, in: snapshot)
    }

    /// How often this record will have been redriven when it is put aside now: once more than its newest letter was.
    func redrives(
        of offset: Offset,
        _ group: GroupName,
        _ partition: TopicPartition,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> Int {
        guard let key = origin(group, partition.topic.text, partition.number, offset),
            let number = try tables.deadLettersByOrigin.get(key, in: snapshot),
            let row = try tables.deadLetters.get(DeadLetterID(Offset(Int64(number))), in: snapshot)
        else { return 0 }
        return row.redrives + 1
    }

    // MARK: Writing

    /// Enters a letter whose record was just appended.
    func add(_ row: DeadLetterRow, _ id: DeadLetterID, in transaction: borrowing WriteTransaction) throws(StorageError)
    {
        try tables.deadLetters.put(id, row, in: transaction)
        if let key = origin(row.group, row.topic, row.partition, row.offset) {
            try tables.deadLettersByOrigin.put(key, UInt64(id.offset.value), in: transaction)
        }
        try tables.deadLettersByStatus.insert(Key2(row.status.rawValue, id), in: transaction)
        if row.status == .open { try open(row, id, in: transaction) }
    }

    /// Changes a letter; only its status, what settled it, and its edited value may differ.
    func change(
        _ id: DeadLetterID,
        from old: DeadLetterRow,
        to new: DeadLetterRow,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        try tables.deadLetters.put(id, new, in: transaction)
        guard old.status != new.status else { return }
        try tables.deadLettersByStatus.delete(Key2(old.status.rawValue, id), in: transaction)
        try tables.deadLettersByStatus.insert(Key2(new.status.rawValue, id), in: transaction)
        if old.status == .open { try close(old, id, in: transaction) }
    }

    private func open(
        _ row: DeadLetterRow,
        _ id: DeadLetterID,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        let kind = row.kind
        var count =
            try tables.deadLetterKinds.get(kind.key, in: transaction) ?? DeadLetterCount(error: row.error, open: 0)
        count.open += 1
        try tables.deadLetterKinds.put(kind.key, count, in: transaction)
        try tables.openDeadLettersByKind.insert(Key3(kind.group.text, kind.hash, id), in: transaction)
    }

    private func close(
        _ row: DeadLetterRow,
        _ id: DeadLetterID,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        let kind = row.kind
        try tables.openDeadLettersByKind.delete(Key3(kind.group.text, kind.hash, id), in: transaction)
        guard var count = try tables.deadLetterKinds.get(kind.key, in: transaction) else { return }
        count.open -= min(count.open, 1)
        if count.open == 0 {
            try tables.deadLetterKinds.delete(kind.key, in: transaction)
        } else {
            try tables.deadLetterKinds.put(kind.key, count, in: transaction)
        }
    }

    /// The key in the index by origin; nil for a topic that the log does not have.
    func origin(_ group: GroupName, _ topic: String, _ partition: Int, _ offset: Offset) -> DeadLetterOrigin? {
        guard let topic = log.topics.first(where: { $0.name.text == topic }) else { return nil }
        return Key2(Key3(group.text, topic.id, UInt16(partition)), offset.value)
    }

    // MARK: Reading

    /// Letters that a filter accepts, at most `limit`.
    ///
    /// - Parameters:
    ///   - from: ascending the first letter looked at, descending the first one left out.
    ///   - accepts: a further condition.
    /// - Returns: the letters, and where to go on; nil when all were looked at.
    func letters(
        _ filter: DeadLetterFilter,
        from start: DeadLetterID? = nil,
        descending: Bool,
        limit: Int,
        in snapshot: borrowing some Snapshot & ~Copyable,
        accepts: (DeadLetterRow) -> Bool = { _ in true }
    ) throws(StorageError) -> (letters: [DeadLetter], next: DeadLetterID?) {
        var found: [DeadLetter] = []
        var seen = 0
        var next: DeadLetterID?
        func look(_ id: DeadLetterID, _ row: DeadLetterRow) -> ScanStep {
            if found.count == limit || seen == Self.rowsPerLook {
                next = descending ? DeadLetterID(id.offset + 1) : id
                return .stop
            }
            seen += 1
            if filter.accepts(row), accepts(row) { found.append(DeadLetter(id: id, row: row)) }
            return .next
        }
        guard let status = filter.status else {
            try tables.deadLetters.scan(from: start, descending: descending, in: snapshot) { id, row in look(id, row) }
            return (found, next)
        }
        try tables.deadLettersByStatus.scan(
            prefix: [status.rawValue],
            from: start.map { Key2(status.rawValue, $0) },
            descending: descending,
            in: snapshot
        ) { key, _ throws(StorageError) in
            guard let row = try tables.deadLetters.get(key.second, in: snapshot) else {
                throw tables.deadLettersByStatus.raw.corrupt(key.keyBytes, "there is no such letter")
            }
            return look(key.second, row)
        }
        return (found, next)
    }

    /// The kinds of open letters, by group, at most `limit`.
    func kinds(
        group: GroupName? = nil,
        limit: Int,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> [DeadLetterKindSummary] {
        var counts: [(DeadLetterKind, DeadLetterCount)] = []
        try tables.deadLetterKinds.scan(prefix: group?.text.keyBytes ?? [], in: snapshot) { key, count in
            guard counts.count < limit, let group = GroupName(validating: key.first) else { return .stop }
            counts.append((DeadLetterKind(group: group, hash: key.second), count))
            return .next
        }
        var kinds: [DeadLetterKindSummary] = []
        for (kind, count) in counts {
            guard let oldest = try edge(of: kind, descending: false, in: snapshot),
                let newest = try edge(of: kind, descending: true, in: snapshot)
            else { continue }
            kinds.append(
                DeadLetterKindSummary(
                    kind: kind,
                    error: count.error,
                    open: count.open,
                    oldest: oldest.buriedAt,
                    newest: newest.buriedAt
                )
            )
        }
        return kinds
    }

    private func edge(
        of kind: DeadLetterKind,
        descending: Bool,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> DeadLetterRow? {
        var id: DeadLetterID?
        try tables.openDeadLettersByKind.scan(prefix: kind.key.keyBytes, descending: descending, in: snapshot) {
            key,
            _ in
            id = key.third
            return .stop
        }
        return try id.flatMap { id throws(StorageError) in try row(id, in: snapshot) }
    }
}

/// Group, number of the topic, partition and offset of a record that was put aside.
typealias DeadLetterOrigin = Key2<Key3<String, UInt16, UInt16>, Int64>
