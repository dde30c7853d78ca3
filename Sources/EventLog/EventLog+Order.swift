package import Storage

extension EventLog {
    /// Reads records in the global order, those behind `sequence`, at most `limit` and at least one if there is one;
    /// none when the sequence is the newest, or still to come.
    ///
    /// - Throws: `.positionExpired` when the next record is no longer kept, `.corrupt` for damaged or missing
    ///   records, `.storage(.corrupt)` for a damaged or missing commit row.
    package func records(
        after sequence: LogSequence,
        limit: Int,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> [SequencedRecord] {
        var found: [SequencedRecord] = []
        let limit = max(limit, 1)
        guard var base = try commitBase(behind: sequence, in: snapshot) else { return found }
        repeat {
            guard let row = try commitRow(base, in: snapshot) else { break }
            let skip = sequence.value >= base ? sequence.value - base + 1 : 0
            if skip < UInt64(row.count) {
                try append(row, base: base, skipping: Int(skip), to: &found, limit: limit, in: snapshot)
            }
            base += UInt64(row.count)
        } while found.count < limit
        return found
    }

    /// The end of the global order in a snapshot: the newest record's sequence, 0 when there is none.
    ///
    /// - Throws: `.storage(.corrupt)` when the newest commit row is damaged.
    package func lastSequence(in snapshot: borrowing some Snapshot & ~Copyable) throws(LogError) -> LogSequence {
        do throws(StorageError) {
            guard let newest = try tables.commits.edge(.last, in: snapshot) else { return .beforeFirst }
            let row = try tables.decodeCommit(newest.key, newest.value)
            return LogSequence(NumberKey.value(newest.key) + UInt64(row.count) - 1)
        } catch {
            throw .storage(error)
        }
    }

    /// The key of the commit row that holds the record behind a sequence, or of the last one before that record;
    /// nil when there is none to read.
    private func commitBase(
        behind sequence: LogSequence,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> UInt64? {
        // A client may send any number as its position.
        guard sequence.value < UInt64.max - 1 else { return nil }
        let isEmpty: Bool
        do throws(StorageError) {
            let wanted = NumberKey.bytes(sequence.value + 2)
            if let row = try tables.commits.edge(.before(wanted), in: snapshot) { return NumberKey.value(row.key) }
            isEmpty = try tables.commits.edge(.first, in: snapshot) == nil
        } catch {
            throw .storage(error)
        }
        guard isEmpty else { throw .positionExpired }
        return nil
    }

    /// The row whose first record has the sequence `base`; nil when the order ends before it.
    private func commitRow(
        _ base: UInt64,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> CommitRow? {
        do throws(StorageError) {
            guard let found = try tables.commits.edge(.atOrAfter(NumberKey.bytes(base)), in: snapshot) else {
                return nil
            }
            guard NumberKey.value(found.key) == base else {
                throw tables.commits.corrupt(NumberKey.bytes(base), "the row is missing")
            }
            return try tables.decodeCommit(found.key, found.value)
        } catch {
            throw .storage(error)
        }
    }

    /// Adds a commit's records in their order, without the first `skip`.
    private func append(
        _ row: CommitRow,
        base: UInt64,
        skipping skip: Int,
        to found: inout [SequencedRecord],
        limit: Int,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) {
        var next = row.batches.map(\.baseOffset)
        for index in 0..<skip { next[row.batchIndex(ofRecord: index)] = next[row.batchIndex(ofRecord: index)] + 1 }
        var opened = [OpenedBatch?](repeating: nil, count: row.batches.count)
        for index in skip..<(skip + min(row.count - skip, limit - found.count)) {
            let batch = row.batchIndex(ofRecord: index)
            if opened[batch] == nil { opened[batch] = try open(row.batches[batch], from: next[batch], in: snapshot) }
            guard let partition = opened[batch]?.partition else { continue }
            guard let record = try opened[batch]?.next(next[batch]) else { throw partition.missing(at: next[batch]) }
            let sequence = LogSequence(base + UInt64(index))
            found.append(SequencedRecord(sequence: sequence, partition: partition, record: record))
            next[batch] = next[batch] + 1
        }
    }

    /// A batch of a commit that is being read.
    private struct OpenedBatch {
        let partition: TopicPartition
        var cursor: RecordCursor

        mutating func next(_ offset: Offset) throws(LogError) -> LogRecord? { try partition.next(&cursor, at: offset) }
    }

    /// Opens a batch that a commit row names. The order gives a record up before its partition does, so it is there.
    private func open(
        _ batch: CommitRow.Batch,
        from offset: Offset,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> OpenedBatch {
        guard let slot = slot(topic: batch.topic, partition: batch.partition) else {
            let reason = "the topic is unknown"
            throw .corrupt(partition: "\(batch.topic)-\(batch.partition)", offset: batch.baseOffset, reason: reason)
        }
        let (partition, table, key) = (slots[slot].name, partitionTables[slot], NumberKey.bytes(batch.baseOffset))
        let bytes = try partition.reading(at: batch.baseOffset) { () throws(StorageError) in
            try table.get(key, in: snapshot)
        }
        guard let bytes else { throw partition.missing(at: batch.baseOffset) }
        let cursor = try partition.cursor(over: bytes, key: key, from: offset)
        guard Int(cursor.header.recordsCount) == batch.count else {
            throw partition.damaged(at: batch.baseOffset, "the commit has \(batch.count) records of it")
        }
        return OpenedBatch(partition: partition, cursor: cursor)
    }
}
