import Glibc

/// A file that a test reads, writes and damages; no store may have it open, except where a test says why.
package struct FileBox: Sendable {
    /// Where the file is, whether it exists or not.
    package let path: String

    package init(_ path: String) { self.path = path }

    /// Whether something is at the path.
    package var exists: Bool {
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        unsafe access(path, F_OK) == 0
    }

    /// The whole content.
    ///
    /// - Throws: `.failed` when it cannot be read; every method throws it when the operating system refuses.
    package func bytes() throws(TestSupportError) -> [UInt8] {
        try with(O_RDONLY) { descriptor -> [UInt8]? in
            var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
            // SAFETY: the buffer is alive and its own count is passed.
            let got = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
            return got == bytes.count ? bytes : nil
        }
    }

    /// Replaces the content.
    package func write(_ bytes: [UInt8]) throws(TestSupportError) {
        try with(O_WRONLY | O_CREAT | O_TRUNC) { put(bytes, at: 0, $0) }
    }

    /// Overwrites the file from an offset on; what lies behind stays.
    package func write(_ bytes: [UInt8], at offset: Int) throws(TestSupportError) {
        try with(O_WRONLY) { put(bytes, at: offset, $0) }
    }

    /// Flips one bit (0 to 7, 0 the least significant) of the byte at an offset.
    package func flip(_ offset: Int, _ bit: UInt8) throws(TestSupportError) {
        try with(O_RDWR) { descriptor -> Void? in
            var byte: UInt8 = 0
            // SAFETY: one byte is read into one byte.
            guard unsafe pread(descriptor, &byte, 1, offset) == 1 else { return nil }
            return put([byte ^ 1 << bit], at: offset, descriptor)
        }
    }

    /// Cuts the file off at a size in bytes, or extends it with zeros.
    package func truncate(to size: Int) throws(TestSupportError) {
        try with(O_WRONLY) { ftruncate($0, size) == 0 ? () : nil }
    }

    /// Copies a file or, with all that is in it, a directory, as `cp -r` does.
    package func copy(to target: String) async throws(TestSupportError) {
        let ending = try await ChildProcess(["cp", "-r", path, target]).ending()
        guard ending.ending == .exit(0) else { throw .failed("cp -r \(path): \(ending)") }
    }

    /// Makes a directory of an absolute path, and all above it that are missing.
    package static func makeDirectory(_ path: String) throws(TestSupportError) {
        let ending = path.split(separator: "/").reduce((path: "", code: Int32(0))) { made, part in
            let next = "\(made.path)/\(part)"
            // SAFETY: the path is NUL-terminated by the bridge for the call.
            return (next, unsafe mkdir(next, 0o700) == 0 || errno == EEXIST ? 0 : errno)
        }
        guard ending.code == 0 else { throw .failed("mkdir \(path): \(ending.code)") }
    }

    private func put(_ bytes: [UInt8], at offset: Int, _ descriptor: Int32) -> Void? {
        // SAFETY: the buffer is alive and its own count is passed.
        unsafe bytes.withUnsafeBytes {
            unsafe pwrite(descriptor, $0.baseAddress, $0.count, offset) == bytes.count ? () : nil
        }
    }

    private func with<Result>(_ flags: Int32, _ body: (Int32) -> Result?) throws(TestSupportError) -> Result {
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        let descriptor = unsafe open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .failed("open \(path): \(errno)") }
        defer { close(descriptor) }
        guard let result = body(descriptor) else { throw .failed("\(path): \(errno)") }
        return result
    }
}
