package import Storage

/// Where an appended record ended up; final once its transaction is committed.
package struct Appended: Sendable, Equatable {
    /// The partition's number within its topic, from 0 on.
    package let partition: Int
    /// The record's place in that partition.
    package let offset: Offset
    /// The record's place in the global order.
    package let sequence: LogSequence
}

extension EventLog {
    /// Appends a record to the partition of its key (partition 0 without one).
    ///
    /// The record becomes visible, and its place final, with the transaction's commit. Its timestamp is raised to
    /// the partition's newest (to 0 in an empty one) when it is older.
    @discardableResult
    package func append(_ record: Record, to topic: Topic, in transaction: borrowing WriteTransaction) -> Appended {
        transaction.markWritten()
        let partition = record.key.map(topic.partition(forKey:)) ?? 0
        return gathering.with(transaction.token) { gathering in
            let place = gathering.append(record, slot: topic.firstSlot + partition, compression: compression)
            return Appended(partition: partition, offset: Offset(place.offset), sequence: LogSequence(place.sequence))
        }
    }
}

extension EventLog {
    /// The sequence of the newest record, those of the running batch included.
    package func newestSequence(in transaction: borrowing WriteTransaction) -> LogSequence {
        gathering.with(transaction.token) { LogSequence($0.sequence) }
    }

    /// The offset behind a partition's newest record, those of the running batch included.
    package func end(of partition: TopicPartition, in transaction: borrowing WriteTransaction) -> Offset {
        gathering.with(transaction.token) { Offset($0.ends[slot(of: partition)]) }
    }

    /// Reads records as `fetch` does and, from the first offset on that is not stored yet, those of the running batch.
    ///
    /// They become durable in the same commit as whatever is done about them, or neither does.
    ///
    /// - Throws: as `fetch`.
    package func fetchWithGathered(
        _ partition: TopicPartition,
        from offset: Offset,
        limit: FetchLimit,
        in transaction: borrowing WriteTransaction
    ) throws(LogError) -> [LogRecord] {
        let slot = slot(of: partition)
        let (committed, end) = gathering.with(transaction.token) {
            (Offset($0.committedEnds[slot]), Offset($0.ends[slot]))
        }
        guard offset >= committed, offset <= end else {
            return try fetch(partition, from: offset, limit: limit, in: transaction)
        }
        return gathering.with(transaction.token) { gathering in
            gathering.records[slot].dropFirst(offset - committed).prefix(limit.records).enumerated().map {
                LogRecord($1, at: offset + $0)
            }
        }
    }
}

extension EventLog: CommitParticipant {
    package func writeGathered(in transaction: borrowing WriteTransaction) throws(StorageError) {
        try gathering.with(transaction.token) { gathering throws(StorageError) in
            guard !gathering.order.isEmpty else { return }
            var batches: [CommitRow.Batch] = []
            for slot in gathering.touched {
                let base = Offset(gathering.committedEnds[slot])
                let count = Offset(gathering.ends[slot]) - base
                guard let bytes = gathering.builders[slot]?.finish() else { continue }
                try partitionTables[slot].append(NumberKey.bytes(base), bytes, in: transaction)
                let (topic, number) = (slots[slot].topic, slots[slot].number)
                batches.append(.init(topic: topic, partition: number, baseOffset: base, count: count))
            }
            let row = CommitRow(batches: batches, order: gathering.order)
            try tables.commits.append(NumberKey.bytes(gathering.committedSequence + 1), row.bytes, in: transaction)
        }
    }

    package func batchCommitted(_ token: borrowing WriterToken) {
        let (touched, ends, sequence) = gathering.with(token) { gathering in
            defer { gathering.commit() }
            return (gathering.touched, gathering.touched.map { gathering.ends[$0] }, gathering.sequence)
        }
        guard !touched.isEmpty else { return }
        publish(touched, ends: ends, sequence: LogSequence(sequence))
    }

    package func batchAborted(_ token: borrowing WriterToken) {
        gathering.with(token) { $0.rollBack() }
    }
}
