/// The same for a batch that is held in an array.
extension RecordBatch {
    /// The verified header of a batch, whatever its codec.
    package static func decodeHeader(_ bytes: [UInt8]) throws(BatchError) -> BatchHeader {
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        try decodeHeader(unsafe bytes.span.bytes)
    }

    /// Every record of a batch, copied.
    package static func decode(_ bytes: [UInt8]) throws(BatchError) -> DecodedBatch {
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        try decode(unsafe bytes.span.bytes)
    }

    /// Shows each record from `offset` on to `body` without copying any of it, until `body` gives back false.
    package static func forEachRecord(
        in bytes: [UInt8],
        from offset: Int64 = 0,
        _ body: (RecordRanges, RawSpan) -> Bool
    ) throws(BatchError) {
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        try forEachRecord(in: unsafe bytes.span.bytes, from: offset, body)
    }

    /// A cursor over the records from `offset` on; a batch without compression is shared, not copied.
    package static func cursor(over bytes: [UInt8], from offset: Int64 = 0) throws(BatchError) -> RecordCursor {
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        let span = unsafe bytes.span.bytes
        let header = try decodeHeader(span)
        guard try header.compression() == .none else { return try cursor(over: span, from: offset) }
        return try RecordCursor(header, bytes, area: BatchHeader.byteCount..<bytes.count, from: offset)
    }
}
