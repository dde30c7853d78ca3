/// A record as it was read from a partition.
package struct LogRecord: Sendable {
    package let offset: Offset
    private let view: RecordView

    init(_ view: RecordView) {
        offset = Offset(view.offset)
        self.view = view
    }

    /// Milliseconds since 1970-01-01 UTC.
    package var timestampMillis: Int64 { view.timestampMillis }
    package var key: ArraySlice<UInt8>? { view.key }
    package var value: ArraySlice<UInt8>? { view.value }

    /// - Throws: `BatchError` when the header bytes are malformed inside a batch whose checksum holds.
    package func headers() throws(BatchError) -> [RecordHeader] { try view.headers() }

    package func record() throws(BatchError) -> Record { try view.record() }
}

/// A record in the global order.
package struct SequencedRecord: Sendable {
    package let sequence: LogSequence
    package let partition: TopicPartition
    package let record: LogRecord
}
