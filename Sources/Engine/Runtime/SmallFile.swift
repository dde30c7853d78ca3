import Glibc

/// Reads small files that are none of the store's: a catalogue, a page of the frontend, a configuration.
package enum SmallFile {
    /// Longest file that is read, in bytes.
    package static let maxBytes = 64 << 20

    /// Whether there is something at a path, readable or not.
    package static func exists(_ path: String) -> Bool {
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        unsafe access(path, F_OK) == 0
    }

    /// The file's bytes, nil when it cannot be read or is too large.
    package static func read(_ path: String) -> [UInt8]? {
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= maxBytes {
            // SAFETY: read fills at most the buffer's own count.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes.append(contentsOf: chunk[..<count])
        }
        return nil
    }
}
