import Storage

/// What opening the tables found or made.
struct LogLayout {
    var tables: LogTables
    var topics: [Topic] = []
    var slots: [EventLog.Slot] = []
    var partitionTables: [RawTable] = []

    init(_ opener: borrowing TableOpener, _ configurations: [TopicConfiguration]) throws(StorageError) {
        tables = try LogTables(opener)
        let known = Set(configurations.map(\.name.text))
        precondition(known.count == configurations.count, "a topic is configured once")
        for configuration in configurations {
            let stored = try tables.topics.get(configuration.name.text, in: opener)
            let row = if let stored { stored } else { try make(configuration, opener) }
            try add(configuration.name, row, isNew: stored == nil, opener)
        }
        var others: [(TopicName, TopicRow)] = []
        try tables.topics.scan(in: opener) { text, row throws(StorageError) in
            guard let name = TopicName(text) else { throw tables.topics.raw.corrupt(text.keyBytes, "no topic's name") }
            if !known.contains(text) { others.append((name, row)) }
            return .next
        }
        for (name, row) in others { try add(name, row, isNew: false, opener) }
    }

    private func make(
        _ configuration: TopicConfiguration,
        _ opener: borrowing TableOpener
    ) throws(StorageError) -> TopicRow {
        guard !opener.isReadOnly else {
            throw .damagedFile(path: "data.mdb", reason: "topic \(configuration.name) is missing")
        }
        var highest: UInt16 = 0
        try tables.topics.scan(in: opener) { _, row throws(StorageError) in
            highest = max(highest, row.id)
            return .next
        }
        precondition(highest < .max, "the store has fewer than 65,536 topics")
        let row = TopicRow(
            id: highest + 1,
            partitions: UInt16(configuration.partitions),
            retention: configuration.retention
        )
        let table = tables.topics
        try opener.write { transaction throws(StorageError) in
            try table.put(configuration.name.text, row, in: transaction)
        }
        return row
    }

    private mutating func add(
        _ name: TopicName,
        _ row: TopicRow,
        isNew: Bool,
        _ opener: borrowing TableOpener
    ) throws(StorageError) {
        guard !topics.contains(where: { $0.id == row.id }) else {
            throw tables.topics.raw.corrupt(name.text.keyBytes, "another topic has the number \(row.id)")
        }
        let topic = Topic(
            name: name,
            id: row.id,
            retention: row.retention,
            firstSlot: slots.count,
            partitionCount: Int(row.partitions)
        )
        for partition in topic.partitions {
            let table = try opener.raw("log/\(name)/\(partition.number)", kind: .number, mayCreate: isNew)
            if isNew, try table.count(in: opener) > 0 {
                throw tables.topics.raw.corrupt(name.text.keyBytes, "the topic has records but no row")
            }
            slots.append(EventLog.Slot(topic: row.id, number: UInt16(partition.number), name: partition))
            partitionTables.append(table)
        }
        topics.append(topic)
    }
}

/// Where the log stands when it is opened.
struct LogState {
    /// The next offset per slot.
    var ends: [Int64] = []
    /// The newest timestamp per slot, 0 for an empty one.
    var lastMillis: [Int64] = []
    /// The newest record's sequence.
    var sequence: UInt64 = 0

    init(_ layout: LogLayout, in opener: borrowing TableOpener) throws(LogError) {
        for (slot, table) in zip(layout.slots, layout.partitionTables) {
            let newest = try EventLog.newestBatch(table, slot.name, in: opener)
            let row = try EventLog.partitionRow(layout.tables, slot, in: opener)
            ends.append(max(newest?.nextOffset ?? 0, row?.end.value ?? 0))
            lastMillis.append(newest?.maxTimestamp ?? 0)
        }
        let commits = layout.tables.commits
        do throws(StorageError) {
            guard let newest = try commits.edge(.last, in: opener) else {
                guard ends.allSatisfy({ $0 == 0 }) else { throw commits.corrupt([], "all rows are missing") }
                return
            }
            let row = try layout.tables.decodeCommit(newest.key, newest.value)
            sequence = NumberKey.value(newest.key) + UInt64(row.count) - 1
            try requireBatches(of: row, newest.key, layout)
        } catch {
            throw .storage(error)
        }
    }

    /// The newest commit's batches are the newest of their partitions: a lost one would give its offsets away again.
    private func requireBatches(of row: CommitRow, _ key: [UInt8], _ layout: LogLayout) throws(StorageError) {
        for batch in row.batches {
            let slot = layout.slots.firstIndex { $0.topic == batch.topic && $0.number == batch.partition }
            guard let slot, ends[slot] == batch.nextOffset.value else {
                let name = slot.map { "\(layout.slots[$0].name)" } ?? "topic \(batch.topic)"
                throw layout.tables.commits.corrupt(key, "the newest records of \(name) are not the commit's")
            }
        }
    }
}
