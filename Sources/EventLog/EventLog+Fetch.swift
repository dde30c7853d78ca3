package import Storage

/// How much one fetch may answer. At least one record is answered when there is one.
package struct FetchLimit: Sendable {
    /// The most records; at least 1.
    package var records: Int
    /// Bytes of keys and values; the record that reaches the limit is the last one.
    package var bytes: Int

    package init(records: Int = 500, bytes: Int = 1 << 20) {
        self.records = records
        self.bytes = bytes
    }
}

extension EventLog {
    /// The bounds of a partition in a snapshot: the first offset that is kept, and the one behind the newest.
    ///
    /// - Throws: `.corrupt` when the partition's row or its newest batch is damaged.
    package func bounds(
        of partition: TopicPartition,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> (start: Offset, end: Offset) {
        let row = try partitionRow(slot(of: partition), in: snapshot) ?? PartitionRow()
        let newest = try newestBatch(slot(of: partition), in: snapshot)
        return (row.start, max(Offset(newest?.nextOffset ?? 0), row.end))
    }

    /// Reads records from an offset on, in order, up to the limit; none when the offset is the end.
    ///
    /// - Throws: `.offsetOutOfRange` below the start or behind the end; `.corrupt`, with the offset of the damage,
    ///   when one of the records to be answered is damaged or missing.
    package func fetch(
        _ partition: TopicPartition,
        from offset: Offset,
        limit: FetchLimit = FetchLimit(),
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> [LogRecord] {
        guard let first = try storedBatch(holding: offset, partition, in: snapshot) else {
            try requireEnd(offset, partition, in: snapshot)
            return []
        }
        var reading = Reading(partition: partition, next: offset, limit: limit)
        guard try reading.take(first.key, first.bytes) else { return reading.records }
        let table = partitionTables[slot(of: partition)]
        var failure: LogError?
        try partition.reading(at: reading.next) { () throws(StorageError) in
            try table.scan(.atOrAfter(NumberKey.bytes(reading.next)), in: snapshot) { key, bytes in
                do throws(LogError) {
                    return try reading.take(key, bytes) ? .next : .stop
                } catch {
                    failure = error
                    return .stop
                }
            }
        }
        if let failure { throw failure }
        return reading.records
    }

    /// The first offset whose record is not older than a time; the end when all are.
    ///
    /// - Throws: `.corrupt` when a batch that the search meets is damaged or missing.
    package func offset(
        atOrAfter millis: Int64,
        _ partition: TopicPartition,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> Offset {
        let bounds = try bounds(of: partition, in: snapshot)
        // Timestamps of a partition never go back, so the batches can be searched by halves. `low` is always the
        // first offset of a batch, and all before it is older; `high` is the end, or reaches the time.
        var (low, high) = (bounds.start, bounds.end)
        while low < high {
            let middle = Offset(low.value + (high.value - low.value) / 2)
            guard let batch = try storedBatch(holding: middle, partition, in: snapshot) else {
                throw partition.missing(at: middle)
            }
            if batch.header.maxTimestamp < millis {
                low = Offset(batch.header.nextOffset)
            } else if batch.header.baseOffset > low.value {
                high = Offset(batch.header.baseOffset)
            } else {
                return try firstRecord(of: batch, atOrAfter: millis, partition)
            }
        }
        guard low < bounds.end, let batch = try storedBatch(holding: low, partition, in: snapshot) else { return low }
        return try firstRecord(of: batch, atOrAfter: millis, partition)
    }

    /// The stored batch that holds an offset, byte for byte as Kafka has it; nil when none does.
    ///
    /// - Throws: `.corrupt` when it is damaged.
    package func batch(
        holding offset: Offset,
        _ partition: TopicPartition,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> [UInt8]? {
        try storedBatch(holding: offset, partition, in: snapshot)?.bytes
    }

    // MARK: Helpers

    /// A batch in its place.
    private struct StoredBatch {
        let key: [UInt8]
        let bytes: [UInt8]
        let header: BatchHeader
    }

    private func storedBatch(
        holding offset: Offset,
        _ partition: TopicPartition,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> StoredBatch? {
        let table = partitionTables[slot(of: partition)]
        let found = try partition.reading(at: offset) { () throws(StorageError) in
            try table.edge(.before(NumberKey.bytes(UInt64(offset.value) + 1)), in: snapshot)
        }
        guard let found else { return nil }
        let header = try partition.header(of: found.value, key: found.key)
        return header.nextOffset > offset.value ? StoredBatch(key: found.key, bytes: found.value, header: header) : nil
    }

    /// Passes when an offset that no batch holds is the partition's end.
    private func requireEnd(
        _ offset: Offset,
        _ partition: TopicPartition,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) {
        let bounds = try bounds(of: partition, in: snapshot)
        guard offset >= bounds.start, offset <= bounds.end else {
            throw .offsetOutOfRange(requested: offset, start: bounds.start, end: bounds.end)
        }
        guard offset == bounds.end else { throw partition.missing(at: offset) }
    }

    private func firstRecord(
        of batch: StoredBatch,
        atOrAfter millis: Int64,
        _ partition: TopicPartition
    ) throws(LogError) -> Offset {
        var next = Offset(batch.header.baseOffset)
        var cursor = try partition.cursor(over: batch.bytes, key: batch.key)
        while let record = try partition.next(&cursor, at: next), record.timestampMillis < millis { next = next + 1 }
        return next
    }

    /// The header of a partition's newest batch; nil when it has none.
    func newestBatch(
        _ slot: Int,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> BatchHeader? {
        try Self.newestBatch(partitionTables[slot], slots[slot].name, in: snapshot)
    }

    static func newestBatch(
        _ table: RawTable,
        _ partition: TopicPartition,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> BatchHeader? {
        let newest = try partition.reading(at: .zero) { () throws(StorageError) in
            try table.edge(.last, in: snapshot)
        }
        guard let newest else { return nil }
        return try partition.header(of: newest.value, key: newest.key)
    }

    /// What the store says of a partition beside its records; nil before retention has deleted something.
    func partitionRow(
        _ slot: Int,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> PartitionRow? {
        try Self.partitionRow(tables, slots[slot], in: snapshot)
    }

    static func partitionRow(
        _ tables: LogTables,
        _ slot: Slot,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> PartitionRow? {
        try slot.name.reading(at: .zero) { () throws(StorageError) in
            try tables.partitions.get(Key2(slot.topic, slot.number), in: snapshot)
        }
    }
}

/// A fetch on its way through the batches.
private struct Reading {
    let partition: TopicPartition
    private(set) var next: Offset
    private(set) var records: [LogRecord] = []
    private var bytes = 0
    private let limit: FetchLimit

    init(partition: TopicPartition, next: Offset, limit: FetchLimit) {
        self.partition = partition
        self.next = next
        self.limit = limit
    }

    /// Takes a batch's records, the next one first; answers whether there is room for more.
    mutating func take(_ key: [UInt8], _ batch: [UInt8]) throws(LogError) -> Bool {
        var cursor = try partition.cursor(over: batch, key: key, from: next)
        // The batch follows the one before it, or there are records missing between them.
        guard cursor.header.baseOffset <= next.value else { throw partition.missing(at: next) }
        while let record = try partition.next(&cursor, at: next) {
            records.append(record)
            next = next + 1
            bytes += (record.key?.count ?? 0) + (record.value?.count ?? 0)
            if records.count >= limit.records || bytes >= limit.bytes { return false }
        }
        return true
    }
}
