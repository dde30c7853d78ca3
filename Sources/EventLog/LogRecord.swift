/// A record as it was read from a partition.
package struct LogRecord: Sendable {
    /// The record's place in its partition.
    package let offset: Offset
    private let content: Content

    /// Where the parts are.
    private enum Content: Sendable {
        /// In the bytes of a batch.
        case stored(RecordView)
        /// In memory: the record was appended in the running batch.
        case gathered(Record)
    }

    init(_ view: RecordView) {
        offset = Offset(view.offset)
        content = .stored(view)
    }

    /// A record in memory as if it had been read at an offset.
    package init(_ record: Record, at offset: Offset) {
        self.offset = offset
        content = .gathered(record)
    }

    /// Milliseconds since 1970-01-01 UTC.
    package var timestampMillis: Int64 {
        switch content {
        case .stored(let view): view.timestampMillis
        case .gathered(let record): record.timestampMillis
        }
    }

    /// What decided the partition; nil when the record has none.
    package var key: ArraySlice<UInt8>? {
        switch content {
        case .stored(let view): view.key
        case .gathered(let record): record.key?[...]
        }
    }

    /// The payload; nil is Kafka's tombstone, which is not the same as empty.
    package var value: ArraySlice<UInt8>? {
        switch content {
        case .stored(let view): view.value
        case .gathered(let record): record.value?[...]
        }
    }

    /// The headers in their order, decoded anew with every call; keys may repeat.
    ///
    /// - Throws: `BatchError` when the header bytes are malformed inside a batch whose checksum holds.
    package func headers() throws(BatchError) -> [RecordHeader] {
        switch content {
        case .stored(let view): try view.headers()
        case .gathered(let record): record.headers
        }
    }

    /// The value of the first header of a name, without decoding the others; nil when there is none, or null.
    ///
    /// - Throws: as `headers()`.
    package func header(_ name: String) throws(BatchError) -> [UInt8]? {
        switch content {
        case .stored(let view): try view.header(name)
        case .gathered(let record): record.headers.first { $0.key == name }?.value
        }
    }

    /// The record as it was appended, with bytes of its own.
    ///
    /// - Throws: as `headers()`.
    package func record() throws(BatchError) -> Record {
        switch content {
        case .stored(let view): try view.record()
        case .gathered(let record): record
        }
    }
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
