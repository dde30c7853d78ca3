/// A record as it was read from a partition.
package struct LogRecord: Sendable {
    /// The record's place in its partition.
    package let offset: Offset
    private let view: RecordView

    init(_ view: RecordView) {
        offset = Offset(view.offset)
        self.view = view
    }

    /// Milliseconds since 1970-01-01 UTC.
    package var timestampMillis: Int64 { view.timestampMillis }
    /// What decided the partition; nil when the record has none.
    package var key: ArraySlice<UInt8>? { view.key }
    /// The payload; nil is Kafka's tombstone, which is not the same as empty.
    package var value: ArraySlice<UInt8>? { view.value }

    /// The headers in their order, decoded anew with every call; keys may repeat.
    ///
    /// - Throws: `BatchError` when the header bytes are malformed inside a batch whose checksum holds.
    package func headers() throws(BatchError) -> [RecordHeader] { try view.headers() }

    /// The record as it was appended, with bytes of its own.
    ///
    /// - Throws: as `headers()`.
    package func record() throws(BatchError) -> Record { try view.record() }
}

/// A record in the global order.
package struct SequencedRecord: Sendable {
    /// The record's place in the global order.
    package let sequence: LogSequence
    /// The partition that holds it.
    package let partition: TopicPartition
    /// What was read there.
    package let record: LogRecord
}
