/// Why bytes are not a record batch that can be read.
///
/// Every malformed input ends in one of these; none traps or reads past what is there.
package enum BatchError: Error, Equatable, Sendable {
    /// The bytes end before the field that is being read.
    case truncated
    /// The length field does not name exactly the bytes that follow it.
    case badLength(declared: Int, present: Int)
    /// The format version is not 2.
    case badMagic(UInt8)
    /// The stored CRC-32C (`expected`) is not the one of the bytes (`found`).
    case checksumMismatch(expected: UInt32, found: UInt32)
    /// The record count contradicts the offsets or the size of the batch.
    case badCount
    /// An offset is negative, beyond the batch's last one, or not above its predecessor.
    case badOffset
    /// A variable-length integer is longer than its type allows.
    case badVarint
    /// A record, or a length inside one, contradicts the bytes around it.
    case badRecord
    /// A header's key is missing or is not UTF-8.
    case badHeaderKey
    /// Bytes are left after the last record.
    case trailingBytes
    /// The records are compressed with a codec this log does not open; `code` is Kafka's number for it.
    case unsupportedCompression(code: UInt8)
    /// The compressed records are damaged, incomplete, or followed by something else.
    case badCompression
    /// The records would be larger than the limit when decompressed.
    case decompressedTooLarge(limitBytes: Int)
}
