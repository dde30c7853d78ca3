/// Where the parts of one record lie in the bytes it was read from; nothing is copied.
package struct RecordRanges: Sendable {
    /// The record's offset in its partition.
    package let offset: Int64
    /// Milliseconds since 1970-01-01 UTC.
    package let timestampMillis: Int64
    /// The key's bytes, nil for none.
    package let key: Range<Int>?
    /// The value's bytes, nil for a tombstone.
    package let value: Range<Int>?
    /// How many headers the record says it has.
    package let headerCount: Int
    /// The bytes that all headers take; they are parsed only when asked for.
    package let headers: Range<Int>

    /// The headers, copied out of `bytes`, the span that the ranges belong to.
    package func decodeHeaders(in bytes: RawSpan) throws(BatchError) -> [RecordHeader] {
        var reader = BigEndianReader(from: headers.lowerBound, to: headers.upperBound)
        var decoded: [RecordHeader] = []
        decoded.reserveCapacity(headerCount)
        for _ in 0..<headerCount {
            guard let key = try reader.lengthPrefixed(in: bytes) else { throw .badHeaderKey }
            let value = try reader.lengthPrefixed(in: bytes)
            decoded.append(RecordHeader(key: try Self.text(in: bytes, key), value: value.map { bytes.copied($0) }))
        }
        guard reader.remaining == 0 else { throw .badRecord }
        return decoded
    }

    /// The value of the first header of a name, copied out of `bytes`; nil when there is none, or null.
    package func header(_ name: String, in bytes: RawSpan) throws(BatchError) -> [UInt8]? {
        var reader = BigEndianReader(from: headers.lowerBound, to: headers.upperBound)
        for _ in 0..<headerCount {
            guard let key = try reader.lengthPrefixed(in: bytes) else { throw .badHeaderKey }
            let value = try reader.lengthPrefixed(in: bytes)
            if bytes.holds(name, in: key) { return value.map { bytes.copied($0) } }
        }
        return nil
    }

    /// Everything, copied out of `bytes`, the span that the ranges belong to.
    package func decodeRecord(in bytes: RawSpan) throws(BatchError) -> Record {
        Record(
            key: key.map { bytes.copied($0) },
            value: value.map { bytes.copied($0) },
            headers: try decodeHeaders(in: bytes),
            timestampMillis: timestampMillis
        )
    }

    private static func text(in bytes: RawSpan, _ range: Range<Int>) throws(BatchError) -> String {
        // SAFETY: the string copies the bytes before the pointer's scope ends.
        let text = unsafe bytes.extracting(range).withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
        guard let text else { throw .badHeaderKey }
        return text
    }
}
