package import Storage

/// A consumer group's name: 1 to 249 bytes of UTF-8 without NUL, so that it fits a key beside any topic.
package struct GroupName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The longest name.
    package static let byteLimit = 249

    /// The name as it is stored and shown.
    package let text: String

    /// A name that the program itself gives.
    package init(_ text: String) {
        precondition(Self.isValid(text), "a group name has 1 to 249 bytes and no NUL")
        self.text = text
    }

    /// A name from outside; nil when it cannot be one.
    package init?(validating text: String) {
        guard Self.isValid(text) else { return nil }
        self.text = text
    }

    package var description: String { text }

    package static func < (lhs: GroupName, rhs: GroupName) -> Bool { lhs.text < rhs.text }

    private static func isValid(_ text: String) -> Bool {
        (1...byteLimit).contains(text.utf8.count) && !text.utf8.contains(0)
    }
}

/// Where a group stands in one partition.
package struct GroupProgress: Sendable, Equatable {
    /// Whose progress it is.
    package let group: GroupName
    /// Where it was made.
    package let partition: TopicPartition
    /// The next offset the group will read.
    package let committed: Offset
    /// The offset behind the partition's newest record, in the same snapshot.
    package let end: Offset

    package init(group: GroupName, partition: TopicPartition, committed: Offset, end: Offset) {
        self.group = group
        self.partition = partition
        self.committed = committed
        self.end = end
    }

    /// Records that the group has not read yet, those that retention took before it came to them included.
    package var lag: Int { end - committed }
}

extension EventLog {
    /// The next offset a group will read; nil when it never committed one.
    ///
    /// - Throws: `.storage(.corrupt)` when the group's row is damaged.
    package func committedOffset(
        _ group: GroupName,
        _ partition: TopicPartition,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(LogError) -> Offset? {
        do throws(StorageError) {
            let key = Self.key(group, partition)
            return try tables.offsets.get(key, in: snapshot).map { value throws(StorageError) in
                try tables.decodeOffset(key, value)
            }
        } catch {
            throw .storage(error)
        }
    }

    /// Sets the next offset of a group, in the transaction that holds the effects of the records before it.
    ///
    /// - Throws: `.offsetOutOfRange` behind the partition's end, records of the running batch included.
    package func commitOffset(
        _ offset: Offset,
        _ group: GroupName,
        _ partition: TopicPartition,
        in transaction: borrowing WriteTransaction
    ) throws(LogError) {
        let end = gathering.with(transaction.token) { Offset($0.ends[slot(of: partition)]) }
        guard offset <= end else {
            let start = try bounds(of: partition, in: transaction).start
            throw .offsetOutOfRange(requested: offset, start: start, end: end)
        }
        do throws(StorageError) {
            try tables.offsets.put(Self.key(group, partition), UInt64(offset.value), in: transaction)
        } catch {
            throw .storage(error)
        }
    }

    /// All groups with an offset, per partition, by group, topic and partition.
    ///
    /// - Throws: `.unknownTopic`, `.unknownPartition` when an offset is stored for one that is not there.
    package func groups(in snapshot: borrowing some Snapshot & ~Copyable) throws(LogError) -> [GroupProgress] {
        var rows: [(group: GroupName, topic: String, number: Int, committed: Offset)] = []
        do throws(StorageError) {
            try tables.offsets.scan(in: snapshot) { key, value throws(StorageError) in
                guard let group = GroupName(validating: key.first) else {
                    throw tables.offsets.raw.corrupt(key.keyBytes, "the group's name is not allowed")
                }
                rows.append((group, key.second, Int(key.third), try tables.decodeOffset(key, value)))
                return .next
            }
        } catch {
            throw .storage(error)
        }
        var ends: [Int: Offset] = [:]
        var progress: [GroupProgress] = []
        for row in rows {
            let partition = try self.partition(row.topic, row.number)
            let end = if let known = ends[partition.slot] { known } else { try bounds(of: partition, in: snapshot).end }
            ends[partition.slot] = end
            progress.append(
                GroupProgress(group: row.group, partition: partition, committed: row.committed, end: end)
            )
        }
        return progress
    }

    private static func key(_ group: GroupName, _ partition: TopicPartition) -> GroupOffsetKey {
        Key3(group.text, partition.topic.text, UInt16(partition.number))
    }
}
