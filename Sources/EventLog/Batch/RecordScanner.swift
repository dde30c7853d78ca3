/// Walks over the records of one batch, not compressed, and checks each against the batch's header.
struct RecordScanner: Sendable {
    /// Length, attributes, both deltas, null key, null value, no headers: a byte each.
    static let minRecordBytes = 7
    /// The lengths of a key and a value: a byte each.
    static let minHeaderBytes = 2

    private let header: BatchHeader
    private let firstOffset: Int64
    private var reader: BigEndianReader
    private var remainingCount: Int
    private var previousDelta: Int32 = -1

    /// Scans the records of `header` in the bytes of `area`, passing over those before `firstOffset`.
    init(_ header: BatchHeader, area: Range<Int>, from firstOffset: Int64) throws(BatchError) {
        let count = Int(header.recordsCount)
        guard count <= area.count / Self.minRecordBytes else { throw .badCount }
        self.header = header
        self.firstOffset = firstOffset
        reader = BigEndianReader(from: area.lowerBound, to: area.upperBound)
        remainingCount = count
    }

    /// The next record, or nil after the last; the area must then be used up.
    mutating func next(in bytes: RawSpan) throws(BatchError) -> RecordRanges? {
        while remainingCount > 0 {
            remainingCount -= 1
            let length = Int(try reader.varint32(in: bytes))
            guard length >= Self.minRecordBytes - 1 else { throw .badRecord }
            let range = try reader.skip(length)
            if let ranges = try record(in: bytes, range) { return ranges }
        }
        guard reader.remaining == 0 else { throw .trailingBytes }
        return nil
    }

    /// The parts of the record in `range`, or nil if it lies before the first that is wanted.
    private mutating func record(in bytes: RawSpan, _ range: Range<Int>) throws(BatchError) -> RecordRanges? {
        var reader = BigEndianReader(from: range.lowerBound, to: range.upperBound)
        _ = try reader.byte(in: bytes)
        let timestampDelta = try reader.varint64(in: bytes)
        let offsetDelta = try reader.varint32(in: bytes)
        guard offsetDelta > previousDelta, offsetDelta <= header.lastOffsetDelta else { throw .badOffset }
        previousDelta = offsetDelta
        let offset = header.baseOffset + Int64(offsetDelta)
        if offset < firstOffset { return nil }

        let key = try reader.lengthPrefixed(in: bytes)
        let value = try reader.lengthPrefixed(in: bytes)
        let headerCount = Int(try reader.varint32(in: bytes))
        guard headerCount >= 0, headerCount <= reader.remaining / Self.minHeaderBytes else { throw .badRecord }
        guard headerCount > 0 || reader.remaining == 0 else { throw .badRecord }
        return RecordRanges(
            offset: offset,
            timestampMillis: header.usesLogAppendTime ? header.maxTimestamp : header.baseTimestamp &+ timestampDelta,
            key: key,
            value: value,
            headerCount: headerCount,
            headers: reader.position..<reader.end
        )
    }
}
