package import Storage

extension EventLog {
    /// Walks the whole log: every batch passes its sums, offsets are dense, timestamps never go back, the global
    /// order names every record that it has not given up exactly once, and no group is ahead of its partition.
    ///
    /// - Parameter visit: called with every readable record, partition by partition, in offset order.
    package func check(
        in snapshot: borrowing some Snapshot & ~Copyable,
        _ findings: inout Findings,
        visit: (TopicPartition, LogRecord) -> Void = { _, _ in }
    ) {
        var places: [OrderPlace] = []
        for slot in slots.indices { places.append(checkPartition(slot, in: snapshot, &findings, visit)) }
        checkOrder(&places, in: snapshot, &findings)
        checkGroups(in: snapshot, &findings)
    }

    /// Walks one partition; answers where the global order has to name its batches.
    private func checkPartition(
        _ slot: Int,
        in snapshot: borrowing some Snapshot & ~Copyable,
        _ findings: inout Findings,
        _ visit: (TopicPartition, LogRecord) -> Void
    ) -> OrderPlace {
        let partition = slots[slot].name
        var row = PartitionRow()
        do throws(LogError) {
            row = try partitionRow(slot, in: snapshot) ?? row
        } catch {
            findings.add("\(error)")
        }
        var walk = PartitionWalk(partition: partition, next: row.start)
        var start: ScanStart? = .first
        while let from = start {
            start = nil
            do throws(LogError) {
                try partition.reading(at: row.start) { () throws(StorageError) in
                    try partitionTables[slot].scan(from, in: snapshot) { key, bytes in
                        walk.take(key, bytes, &findings, visit)
                        return .next
                    }
                }
            } catch {
                findings.add("\(error)")
                // What the store cannot read is passed over, if it knows where it stands.
                if case .corrupt(_, let offset, _) = error, walk.pass(offset, &findings) {
                    start = .atOrAfter(NumberKey.bytes(UInt64(offset.value) + 1))
                }
            }
        }
        walk.finish(end: row.end, &findings)
        return OrderPlace(walk, orderedFrom: row.orderedFrom)
    }

    private func checkOrder(
        _ places: inout [OrderPlace],
        in snapshot: borrowing some Snapshot & ~Copyable,
        _ findings: inout Findings
    ) {
        var expected: UInt64?
        findings.collect { findings throws(StorageError) in
            try tables.commits.scan(.first, in: snapshot) { key, bytes in
                let base = NumberKey.value(key)
                if let expected, expected != base {
                    findings.add("commits: sequence \(expected) is missing, \(base) follows")
                }
                do throws(StorageError) {
                    let row = try tables.decodeCommit(key, bytes)
                    for batch in row.batches {
                        if let slot = slot(topic: batch.topic, partition: batch.partition) {
                            places[slot].take(batch, base, &findings)
                        } else {
                            findings.add(
                                "commits: row \(base) names unknown partition \(batch.topic)-\(batch.partition)"
                            )
                        }
                    }
                    expected = base + UInt64(row.count)
                } catch {
                    findings.add("\(error)")
                    expected = nil
                }
                return .next
            }
        }
        for place in places { place.finish(&findings) }
    }

    private func checkGroups(in snapshot: borrowing some Snapshot & ~Copyable, _ findings: inout Findings) {
        do throws(LogError) {
            for progress in try groups(in: snapshot) where progress.lag < 0 {
                let (committed, end) = (progress.committed, progress.end)
                findings.add(
                    "group \(progress.group) is ahead of \(progress.partition): \(committed), it ends at \(end)"
                )
            }
        } catch {
            findings.add("groups: \(error)")
        }
    }
}

/// A partition's check on its way through the batches.
private struct PartitionWalk {
    let partition: TopicPartition
    /// The offset that must follow; nil behind a damaged batch, whose length is not known.
    private var next: Offset?
    /// Where the newest batch begins, readable or not.
    private var newest: Offset?
    private var newestMillis: Int64 = 0
    /// The batches that could be read, in order.
    private(set) var batches: [Range<Offset>] = []
    /// Whether every batch could be read.
    private(set) var isWhole = true

    init(partition: TopicPartition, next: Offset) {
        self.partition = partition
        self.next = next
    }

    mutating func take(
        _ key: [UInt8],
        _ batch: [UInt8],
        _ findings: inout Findings,
        _ visit: (TopicPartition, LogRecord) -> Void
    ) {
        guard let base = NumberKey.offset(key) else {
            isWhole = false
            return findings.add("\(partition): key \(key) is no offset")
        }
        follow(base, &findings)
        do throws(LogError) {
            var cursor = try partition.cursor(over: batch, key: key)
            let end = Offset(cursor.header.nextOffset)
            batches.append(base..<end)
            next = end
            try takeRecords(&cursor, from: base, &findings, visit)
        } catch {
            findings.add("\(error)")
            isWhole = false
            next = nil
        }
    }

    /// Passes over a batch that cannot be read; answers whether the walk can go on behind it.
    mutating func pass(_ base: Offset, _ findings: inout Findings) -> Bool {
        isWhole = false
        defer { next = nil }
        guard newest.map({ base > $0 }) ?? true else { return false }
        follow(base, &findings)
        return true
    }

    private mutating func follow(_ base: Offset, _ findings: inout Findings) {
        if let next, base != next { findings.add("\(partition): offset \(next) is missing, \(base) follows") }
        newest = base
    }

    private mutating func takeRecords(
        _ cursor: inout RecordCursor,
        from base: Offset,
        _ findings: inout Findings,
        _ visit: (TopicPartition, LogRecord) -> Void
    ) throws(LogError) {
        var offset = base
        var batchMillis: Int64?
        while let record = try partition.next(&cursor, at: offset) {
            if record.timestampMillis < newestMillis {
                findings.add("\(partition): time goes back at offset \(offset)")
            }
            newestMillis = max(newestMillis, record.timestampMillis)
            batchMillis = record.timestampMillis
            do throws(BatchError) {
                _ = try record.headers()
            } catch {
                throw partition.damaged(at: offset, "\(error)")
            }
            visit(partition, record)
            offset = offset + 1
        }
        if batchMillis != cursor.header.maxTimestamp {
            findings.add("\(partition): the batch at \(base) names a wrong newest time")
        }
    }

    /// The partition's row knows an end that the records must reach.
    func finish(end known: Offset, _ findings: inout Findings) {
        if let next, next < known { findings.add("\(partition): offset \(next) is missing, the end is \(known)") }
    }
}

/// Where the global order stands in one partition.
private struct OrderPlace {
    private let partition: TopicPartition
    private let batches: [Range<Offset>]
    private let isWhole: Bool
    /// What the next commit row that names the partition has to begin with.
    private var next: Offset
    /// The place of that batch, or of one before it, in `batches`.
    private var index = 0

    init(_ walk: PartitionWalk, orderedFrom: Offset) {
        partition = walk.partition
        batches = walk.batches
        isWhole = walk.isWhole
        next = orderedFrom
    }

    mutating func take(_ batch: CommitRow.Batch, _ row: UInt64, _ findings: inout Findings) {
        if batch.baseOffset != next {
            findings.add("commits: row \(row) names \(partition) at \(batch.baseOffset), \(next) is next")
        }
        next = batch.nextOffset
        guard isWhole else { return }
        while index < batches.count, batches[index].lowerBound < batch.baseOffset { index += 1 }
        guard index < batches.count, batches[index].lowerBound == batch.baseOffset else {
            return findings.add("commits: row \(row) names \(partition) at \(batch.baseOffset), which is missing")
        }
        let stored = batches[index].upperBound - batch.baseOffset
        if stored != batch.count {
            findings.add(
                "commits: row \(row) has \(batch.count) records of \(partition) at \(batch.baseOffset), "
                    + "the partition has \(stored)"
            )
        }
    }

    func finish(_ findings: inout Findings) {
        let end = batches.last?.upperBound ?? next
        guard isWhole, next != end else { return }
        findings.add("commits: the order ends at \(next) in \(partition), which ends at \(end)")
    }
}
