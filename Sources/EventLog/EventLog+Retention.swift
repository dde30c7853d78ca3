package import Storage

/// What one slice of retention did.
package struct RetentionReport: Sendable, Equatable {
    /// Batches that are gone, over all partitions.
    package var deletedBatches = 0
    /// Whether there may be more to delete, so that another slice should follow.
    package var hasMore = false

    package init() {}
}

extension EventLog {
    /// Deletes batches that their topic's retention no longer keeps, oldest first; the newest batch of a partition
    /// always stays.
    ///
    /// The global order loses its beginning up to the last record that goes, records of other partitions included,
    /// and always before the batch itself: whatever the order still names is there.
    ///
    /// - Parameter limit: the most batches, and the most commit rows, that are deleted at once, so that the writer is
    ///   never held up for long; at least 1.
    /// - Throws: `.corrupt` for damage among what was to be deleted.
    package func applyRetention(
        nowMillis: Int64,
        limit: Int,
        in transaction: borrowing WriteTransaction
    ) throws(LogError) -> RetentionReport {
        precondition(limit > 0, "a slice of retention deletes something")
        var report = RetentionReport()
        var slices: [RetentionSlice] = []
        var room = limit
        for topic in topics where topic.retention != .forever && room > 0 {
            for partition in topic.partitions where room > 0 {
                let doomed = try doomedBatches(partition, topic.retention, nowMillis, limit: room, in: transaction)
                room -= doomed.count
                guard !doomed.isEmpty else { continue }
                slices.append(RetentionSlice(slot: partition.slot, batches: doomed))
            }
        }
        guard !slices.isEmpty else { return report }
        let trimmed = try trimOrder(for: slices, limit: limit, in: transaction)
        for slice in slices { report.deletedBatches += try delete(slice, in: transaction) }
        guard trimmed + report.deletedBatches > 0 else {
            let first = slices[0]
            throw slots[first.slot].name.damaged(at: first.batches[0].base, "no commit names the records")
        }
        report.hasMore = room == 0 || report.deletedBatches < limit - room
        return report
    }

    /// The oldest batches that may go.
    private func doomedBatches(
        _ partition: TopicPartition,
        _ retention: Retention,
        _ nowMillis: Int64,
        limit: Int,
        in transaction: borrowing WriteTransaction
    ) throws(LogError) -> [RetentionSlice.Batch] {
        let table = partitionTables[partition.slot]
        var doomed: [RetentionSlice.Batch] = []
        var failure: LogError?
        try partition.reading(at: .zero) { () throws(StorageError) in
            guard let newest = try table.edge(.last, in: transaction)?.key else { return }
            let usedBytes = try table.pages(in: transaction) * StoredSize.pageBytes
            var excessBytes = retention.bytes.map { usedBytes - $0 } ?? 0
            try table.scan(.first, in: transaction) { key, bytes in
                guard key != newest, doomed.count < limit else { return .stop }
                do throws(LogError) {
                    let header = try partition.header(of: bytes, key: key)
                    let isOld = retention.millis.map { header.maxTimestamp <= nowMillis - $0 } ?? false
                    guard isOld || excessBytes > 0 else { return .stop }
                    excessBytes -= StoredSize.bytes(ofValue: bytes.count)
                    doomed.append(.init(base: Offset(header.baseOffset), next: Offset(header.nextOffset)))
                    return .next
                } catch {
                    failure = error
                    return .stop
                }
            }
        }
        if let failure { throw failure }
        return doomed
    }

    /// Deletes commit rows from the oldest on until none names a batch that goes, and notes for each partition where
    /// the order now begins. Answers how many rows.
    private func trimOrder(
        for slices: [RetentionSlice],
        limit: Int,
        in transaction: borrowing WriteTransaction
    ) throws(LogError) -> Int {
        var rows: [Int: PartitionRow] = [:]
        for slice in slices { rows[slice.slot] = try knownRow(slice.slot, in: transaction) }
        var trimmed = 0
        while trimmed < limit, slices.contains(where: { $0.needsOrder(rows) }) {
            guard let (key, commit) = try oldestCommit(in: transaction) else { break }
            for batch in commit.batches {
                guard let slot = slot(topic: batch.topic, partition: batch.partition) else { continue }
                var row = if let known = rows[slot] { known } else { try knownRow(slot, in: transaction) }
                row.orderedFrom = batch.nextOffset
                row.end = max(row.end, row.orderedFrom)
                rows[slot] = row
            }
            do throws(StorageError) { try tables.commits.delete(key, in: transaction) } catch { throw .storage(error) }
            trimmed += 1
        }
        if trimmed > 0 { for (slot, row) in rows { try put(row, slot, in: transaction) } }
        return trimmed
    }

    /// The oldest commit row; nil when it is also the newest, which always stays: it says where the order goes on.
    private func oldestCommit(
        in transaction: borrowing WriteTransaction
    ) throws(LogError) -> (key: [UInt8], row: CommitRow)? {
        do throws(StorageError) {
            let newest = try tables.commits.edge(.last, in: transaction)
            guard let oldest = try tables.commits.edge(.first, in: transaction), oldest.key != newest?.key else {
                return nil
            }
            return (oldest.key, try tables.decodeCommit(oldest.key, oldest.value))
        } catch {
            throw .storage(error)
        }
    }

    /// Deletes those batches of a slice that the order no longer names; answers how many.
    private func delete(_ slice: RetentionSlice, in transaction: borrowing WriteTransaction) throws(LogError) -> Int {
        var row = try knownRow(slice.slot, in: transaction)
        let free = slice.batches.prefix { $0.next <= row.orderedFrom }
        guard let last = free.last else { return 0 }
        row.start = last.next
        do throws(StorageError) {
            for batch in free {
                try partitionTables[slice.slot].delete(NumberKey.bytes(batch.base), in: transaction)
            }
        } catch {
            throw .storage(error)
        }
        try put(row, slice.slot, in: transaction)
        return free.count
    }

    /// A partition's row with its end as it is now.
    private func knownRow(_ slot: Int, in transaction: borrowing WriteTransaction) throws(LogError) -> PartitionRow {
        var row = try partitionRow(slot, in: transaction) ?? PartitionRow()
        row.end = try bounds(of: slots[slot].name, in: transaction).end
        return row
    }

    private func put(_ row: PartitionRow, _ slot: Int, in transaction: borrowing WriteTransaction) throws(LogError) {
        do throws(StorageError) {
            try tables.partitions.put(Key2(slots[slot].topic, slots[slot].number), row, in: transaction)
        } catch {
            throw .storage(error)
        }
    }
}

/// What one slice deletes of one partition.
private struct RetentionSlice {
    struct Batch {
        var base: Offset
        var next: Offset
    }

    let slot: Int
    let batches: [Batch]

    /// Whether a batch has still to leave the global order.
    func needsOrder(_ rows: [Int: PartitionRow]) -> Bool {
        guard let row = rows[slot], let last = batches.last else { return false }
        return row.orderedFrom < last.next
    }
}

/// What a value of a number table takes up in the file, as LMDB's `mdb_node_add` lays it out: leaf pages hold whole
/// nodes, and what is too large to share a page has pages of its own.
private enum StoredSize {
    static let pageBytes = 4_096
    private static let pageHeaderBytes = 16
    /// The largest node in a leaf: two have to fit into a page.
    private static let leafNodeBytes = 2_040
    /// The node's header and its place in the page's list, the key, and the checksum.
    private static let overheadBytes = 8 + 2 + NumberKey.byteCount + 4

    static func bytes(ofValue count: Int) -> Int {
        let node = count + overheadBytes
        if node <= leafNodeBytes { return pageBytes / ((pageBytes - pageHeaderBytes) / node) }
        return (count + pageHeaderBytes + pageBytes) / pageBytes * pageBytes
    }
}
