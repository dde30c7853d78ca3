/// The codecs this log reads and writes; the raw value is Kafka's code in bits 0–2 of a batch's attributes.
///
/// gzip (1), snappy (2) and zstd (4) batches of outside producers are carried unopened; reading their records throws
/// ``BatchError/unsupportedCompression(code:)``.
package enum Compression: UInt8, Sendable, CaseIterable {
    /// The records as they are.
    case none = 0
    /// The records as one LZ4 frame.
    case lz4 = 3
}
