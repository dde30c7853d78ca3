/// The stored form of a record: varint length of what follows, attributes i8 (0), varlong timestamp delta, varint
/// offset delta, key and value with varint lengths (−1 for null), varint header count, and for each header its key and
/// value with varint lengths.
extension Record {
    /// The bytes of the stored form after its length.
    func bodyByteCount(timestampDelta: Int64, offsetDelta: Int) -> Int {
        var total = 1 + Varint.byteCount(timestampDelta) + Varint.byteCount(offsetDelta)
        total += Self.prefixedByteCount(key?.count) + Self.prefixedByteCount(value?.count)
        total += Varint.byteCount(headers.count)
        for header in headers {
            total += Self.prefixedByteCount(header.key.utf8.count) + Self.prefixedByteCount(header.value?.count)
        }
        return total
    }

    /// Writes what ``bodyByteCount(timestampDelta:offsetDelta:)`` has measured.
    func write(to writer: inout BigEndianWriter, timestampDelta: Int64, offsetDelta: Int) {
        writer.byte(0)
        writer.varint(timestampDelta)
        writer.varint(offsetDelta)
        writer.lengthPrefixed(key)
        writer.lengthPrefixed(value)
        writer.varint(headers.count)
        for header in headers {
            writer.lengthPrefixed(header.key)
            writer.lengthPrefixed(header.value)
        }
    }

    private static func prefixedByteCount(_ count: Int?) -> Int {
        guard let count else { return 1 }
        return Varint.byteCount(count) + count
    }
}
