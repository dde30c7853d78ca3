import Glibc

/// A directory that is gone, with all that is in it, when the last reference goes.
package final class TemporaryDirectory: Sendable {
    /// The directory's absolute path.
    package let path: String
    private let isKept: Bool

    /// Makes a directory of its own, for this user alone.
    ///
    /// - Parameter parent: where; a directory in memory for tests with very many commits.
    /// - Throws: `.failed` when the operating system refuses.
    package init(below parent: String = "/tmp") throws(TestSupportError) {
        var template = Array("\(parent)/tradepost-test-XXXXXX\0".utf8CString)
        // SAFETY: mkdtemp changes the NUL-terminated template in place.
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }.map { unsafe String(cString: $0) }
        }
        guard let made else { throw .failed("mkdtemp: \(errno)") }
        path = made
        isKept = false
    }

    /// A directory that somebody else made and removes.
    package init(keeping path: String) {
        self.path = path
        isKept = true
    }

    deinit { if !isKept { Self.remove(path) } }

    /// Removes a file, or a directory with all that is in it.
    package static func remove(_ path: String) {
        // A symbolic link is removed, never followed.
        // SAFETY: the bridge NUL-terminates the path for the call.
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        // SAFETY: the stream owns the descriptor and is closed before the directory goes; readdir ends d_name with NUL.
        if descriptor >= 0, let stream = unsafe fdopendir(descriptor) {
            while let entry = unsafe readdir(stream) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
                }
                if name != ".", name != ".." { remove("\(path)/\(name)") }
            }
            unsafe closedir(stream)
        }
        _ = unsafe Glibc.remove(path)
    }
}

/// What the test helpers themselves could not do.
package enum TestSupportError: Error, Sendable {
    case failed(String)
    /// The full check of a store found something when the test closed it.
    case damaged([String])
}
