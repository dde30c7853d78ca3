import Glibc

/// What the operating system says of this process.
package enum ProcessFigures {
    /// Resident memory in bytes: the second field of /proc/self/statm, in pages; proc(5).
    package static var residentBytes: Int {
        // SAFETY: the path is a literal, NUL-terminated by the bridge.
        let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 128)
        // SAFETY: read fills at most the buffer's own count.
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        let fields = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
    }
}
