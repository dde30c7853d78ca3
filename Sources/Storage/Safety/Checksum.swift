import CChecksum

/// CRC-32C (Castagnoli) over raw memory: the sum that guards every stored value.
enum Checksum {
    /// The sum over a table's name: the start value for all values of that table, so that a page of another
    /// table never passes for one of this.
    static func seed(table name: String) -> UInt32 {
        extend(0, over: Array(name.utf8))
    }

    static func extend(_ sum: UInt32, over bytes: [UInt8]) -> UInt32 {
        // SAFETY: the buffer is valid for the call and its own count is passed.
        unsafe bytes.withUnsafeBytes { unsafe tradepost_crc32c(sum, $0.baseAddress, $0.count) }
    }

    // SAFETY: the caller has to hand over a buffer that is valid for the call.
    @unsafe static func extend(_ sum: UInt32, over bytes: UnsafeRawBufferPointer) -> UInt32 {
        // SAFETY: the caller vouches for the buffer; its own count is passed.
        unsafe tradepost_crc32c(sum, bytes.baseAddress, bytes.count)
    }
}
