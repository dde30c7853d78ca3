import Storage

/// The log's tables. Byte layouts are in docs/data-file.md.
struct LogTables: Sendable {
    let topics: Table<String, TopicRow>
    let partitions: Table<Key2<UInt16, UInt16>, PartitionRow>
    let offsets: Table<GroupOffsetKey, UInt64>
    let commits: RawTable

    init(_ opener: borrowing TableOpener) throws(StorageError) {
        topics = try opener.table("topics")
        partitions = try opener.table("partitions")
        offsets = try opener.table("group_offsets")
        commits = try opener.raw("commits", kind: .number)
    }

    func decodeCommit(_ key: [UInt8], _ bytes: [UInt8]) throws(StorageError) -> CommitRow {
        do throws(DecodingFailure) {
            return try CommitRow(decoding: bytes)
        } catch {
            throw commits.corrupt(key, "does not decode: \(error)")
        }
    }

    func decodeOffset(_ key: GroupOffsetKey, _ value: UInt64) throws(StorageError) -> Offset {
        guard let value = Int64(exactly: value) else {
            throw offsets.raw.corrupt(key.keyBytes, "\(value) is no offset")
        }
        return Offset(value)
    }
}

/// Group, topic and partition.
typealias GroupOffsetKey = Key3<String, String, UInt16>

/// A row of `topics`.
struct TopicRow: StoredValue {
    var id: UInt16
    var partitions: UInt16
    var retention: Retention

    init(id: UInt16, partitions: UInt16, retention: Retention) {
        self.id = id
        self.partitions = partitions
        self.retention = retention
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(id)
        writer.write(partitions)
        writer.writeOptional(retention.millis) { $0.writeVarint($1) }
        writer.writeOptional(retention.bytes.map(Int64.init)) { $0.writeVarint($1) }
    }

    init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        id = try reader.read()
        partitions = try reader.read()
        guard TopicConfiguration.partitionCounts.contains(Int(partitions)) else { throw .invalid("partition count") }
        let millis = try reader.readOptional { reader throws(DecodingFailure) in try reader.readSignedVarint() }
        let bytes = try reader.readOptional { reader throws(DecodingFailure) in try reader.readSignedVarint() }
        retention = Retention(millis: millis, bytes: bytes.map(Int.init))
    }
}

/// A row of `partitions`, written when retention deletes: what the records themselves no longer say.
struct PartitionRow: StoredValue, Equatable {
    /// The first offset that is kept.
    var start = Offset.zero
    /// The first offset that has a place in the global order, which may give up records before their partition does.
    var orderedFrom = Offset.zero
    /// The end when the row was written; the real end may lie behind it.
    var end = Offset.zero

    init() {}

    func encode(into writer: inout ByteWriter) {
        writer.write(start.value)
        writer.write(orderedFrom.value)
        writer.write(end.value)
    }

    init(decoding reader: inout ByteReader, version: UInt8) throws(DecodingFailure) {
        let (start, orderedFrom, end): (Int64, Int64, Int64) = (try reader.read(), try reader.read(), try reader.read())
        guard 0 <= start, start <= orderedFrom, orderedFrom <= end else { throw .invalid("partition bounds") }
        self.start = Offset(start)
        self.orderedFrom = Offset(orderedFrom)
        self.end = Offset(end)
    }
}
