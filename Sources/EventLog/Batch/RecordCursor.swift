/// Reads the records of one verified batch in order, each only as far as it is looked at.
///
/// The cursor owns the bytes (decompressed if need be), so it may outlive the transaction they came from.
package struct RecordCursor: Sendable {
    /// The batch's header.
    package let header: BatchHeader
    private let bytes: [UInt8]
    private var scanner: RecordScanner

    /// Over the records from `firstOffset` on; `bytes` holds them, not compressed, in `area`.
    init(_ header: BatchHeader, _ bytes: [UInt8], area: Range<Int>, from firstOffset: Int64) throws(BatchError) {
        self.header = header
        self.bytes = bytes
        scanner = try RecordScanner(header, area: area, from: firstOffset)
    }

    /// The next record, or nil after the last. Throws for a malformed record, after which the cursor is of no more use.
    package mutating func next() throws(BatchError) -> RecordView? {
        // A local reference: the scanner changes while the bytes are read.
        let bytes = self.bytes
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        guard let ranges = try scanner.next(in: unsafe bytes.span.bytes) else { return nil }
        return RecordView(bytes, ranges)
    }
}
