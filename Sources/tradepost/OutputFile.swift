import Glibc

/// A file that a command writes for people.
enum OutputFile {
    /// Writes a whole file in place of what was there.
    ///
    /// - Throws: when it cannot be written; what is there then is not complete.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(line: "cannot write \(path): error \(errno)", exitCode: 74) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the buffer is alive for the call and its own count is passed.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(line: "cannot write \(path): error \(errno)", exitCode: 74) }
            rest = rest.dropFirst(count)
        }
    }
}
