import CMemory

/// How the C library's allocator treats this process.
enum Memory {
    /// Freed memory up to this stays with the process, in bytes.
    private static let keptBytes: Int32 = 64 << 20

    /// Keeps freed memory for the next batch instead of giving it back after each commit: every `madvise` interrupts
    /// all threads to flush their address translations, a tenth of the time of a busy server.
    static func keepFreed() { tradepost_keep_freed_memory(keptBytes) }
}
