import CChecksum

/// The CRC-32C (Castagnoli) checksum of Kafka's record batches.
///
/// Computed with the processor's instruction where there is one. Check values: RFC 3720 appendix B.4.
package enum CRC32C {
    /// The checksum of `bytes`, continuing from `start`, the checksum of the bytes before them (0 for none).
    package static func checksum(_ bytes: RawSpan, continuing start: UInt32 = 0) -> UInt32 {
        // SAFETY: the C function reads exactly `count` bytes from the base address and keeps no pointer.
        unsafe bytes.withUnsafeBytes { unsafe tradepost_crc32c(start, $0.baseAddress, $0.count) }
    }

    /// The checksum of a whole array.
    package static func checksum(_ bytes: [UInt8]) -> UInt32 {
        // SAFETY: bytes have no padding, so viewing them raw exposes nothing uninitialised.
        unsafe checksum(bytes.span.bytes)
    }
}
