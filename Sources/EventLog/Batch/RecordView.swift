/// One record of a batch, its parts still inside the batch's bytes, which it keeps alive.
package struct RecordView: Sendable {
    private let bytes: [UInt8]
    private let ranges: RecordRanges

    init(_ bytes: [UInt8], _ ranges: RecordRanges) {
        self.bytes = bytes
        self.ranges = ranges
    }

    /// The record's offset in its partition.
    package var offset: Int64 { ranges.offset }
    /// Milliseconds since 1970-01-01 UTC.
    package var timestampMillis: Int64 { ranges.timestampMillis }
    /// The key, nil for none; not copied.
    package var key: ArraySlice<UInt8>? { ranges.key.map { bytes[$0] } }
    /// The value, nil for a tombstone; not copied.
    package var value: ArraySlice<UInt8>? { ranges.value.map { bytes[$0] } }

    /// The headers, parsed now.
    package func headers() throws(BatchError) -> [RecordHeader] {
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        try ranges.decodeHeaders(in: unsafe bytes.span.bytes)
    }

    /// The value of the first header of a name, without decoding the others; nil when there is none, or null.
    package func header(_ name: String) throws(BatchError) -> [UInt8]? {
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        try ranges.header(name, in: unsafe bytes.span.bytes)
    }

    /// The whole record, copied.
    package func record() throws(BatchError) -> Record {
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        try ranges.decodeRecord(in: unsafe bytes.span.bytes)
    }
}
