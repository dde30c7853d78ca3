/// Reading Kafka's RecordBatch of format version 2.
///
/// `bytes` is always one whole batch. Everything that is read is verified first: the format version, the length, the
/// checksum, the counts, and then each length against the bytes that are there, before anything is allocated for it.
/// Byte 0–7 (base offset) and 12–15 (leader epoch) are outside the checksum.
package enum RecordBatch {
    /// The most that compressed records may expand to: 64 MiB.
    package static let maxDecompressedBytes = 64 << 20

    /// The verified header of a batch, whatever its codec.
    package static func decodeHeader(_ bytes: RawSpan) throws(BatchError) -> BatchHeader {
        guard bytes.byteCount >= BatchHeader.byteCount else { throw .truncated }
        let magic = bytes.byte(at: BatchHeader.Position.magic)
        guard magic == BatchHeader.magic else { throw .badMagic(magic) }
        let header = BatchHeader(loading: bytes)
        let present = bytes.byteCount - BatchHeader.lengthPrefixBytes
        guard Int(header.batchLength) == present else {
            throw .badLength(declared: Int(header.batchLength), present: present)
        }
        let found = CRC32C.checksum(bytes.extracting(BatchHeader.Position.attributes..<bytes.byteCount))
        guard found == header.crc else { throw .checksumMismatch(expected: header.crc, found: found) }
        guard header.recordsCount >= 0, header.lastOffsetDelta >= 0,
            Int(header.recordsCount) <= Int(header.lastOffsetDelta) + 1
        else { throw .badCount }
        guard header.baseOffset >= 0, header.baseOffset < Int64.max - Int64(header.lastOffsetDelta) else {
            throw .badOffset
        }
        return header
    }

    /// Every record of a batch, copied.
    package static func decode(_ bytes: RawSpan) throws(BatchError) -> DecodedBatch {
        let header = try decodeHeader(bytes)
        switch try header.compression() {
        case .none:
            return try decode(header, bytes, area: BatchHeader.byteCount..<bytes.byteCount)
        case .lz4:
            let records = try decompress(bytes)
            // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
            return try decode(header, unsafe records.span.bytes, area: 0..<records.count)
        }
    }

    /// Shows each record from `offset` on to `body` without copying any of it, until `body` gives back false.
    ///
    /// The ranges belong to the span beside them, which is `bytes` itself or the decompressed records.
    package static func forEachRecord(
        in bytes: RawSpan,
        from offset: Int64 = 0,
        _ body: (RecordRanges, RawSpan) -> Bool
    ) throws(BatchError) {
        let header = try decodeHeader(bytes)
        switch try header.compression() {
        case .none:
            try visit(header, bytes, area: BatchHeader.byteCount..<bytes.byteCount, from: offset, body)
        case .lz4:
            let records = try decompress(bytes)
            // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
            try visit(header, unsafe records.span.bytes, area: 0..<records.count, from: offset, body)
        }
    }

    /// A cursor over the records from `offset` on, which owns a copy of them.
    package static func cursor(over bytes: RawSpan, from offset: Int64 = 0) throws(BatchError) -> RecordCursor {
        let header = try decodeHeader(bytes)
        let records =
            switch try header.compression() {
            case .none: bytes.copied(BatchHeader.byteCount..<bytes.byteCount)
            case .lz4: try decompress(bytes)
            }
        return try RecordCursor(header, records, area: 0..<records.count, from: offset)
    }

    private static func decompress(_ bytes: RawSpan) throws(BatchError) -> [UInt8] {
        let frame = bytes.extracting(BatchHeader.byteCount..<bytes.byteCount)
        return try LZ4Frame.decompress(frame, limitBytes: maxDecompressedBytes)
    }

    private static func decode(
        _ header: BatchHeader,
        _ bytes: RawSpan,
        area: Range<Int>
    ) throws(BatchError) -> DecodedBatch {
        var scanner = try RecordScanner(header, area: area, from: 0)
        var records: [Record] = []
        var offsets: [Int64] = []
        records.reserveCapacity(Int(header.recordsCount))
        offsets.reserveCapacity(Int(header.recordsCount))
        while let ranges = try scanner.next(in: bytes) {
            records.append(try ranges.decodeRecord(in: bytes))
            offsets.append(ranges.offset)
        }
        return DecodedBatch(header: header, records: records, offsets: offsets)
    }

    private static func visit(
        _ header: BatchHeader,
        _ bytes: RawSpan,
        area: Range<Int>,
        from offset: Int64,
        _ body: (RecordRanges, RawSpan) -> Bool
    ) throws(BatchError) {
        var scanner = try RecordScanner(header, area: area, from: offset)
        while let ranges = try scanner.next(in: bytes) {
            guard body(ranges, bytes) else { return }
        }
    }
}
