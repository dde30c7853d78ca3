import Glibc

/// The one-process-per-directory lock: `flock` on a file of ours, which also says who holds it.
///
/// LMDB's own lock file stays out of it: opening and closing that file in this process would drop LMDB's locks.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `.locked` with the holder's line when another process has it.
    init(directory: String) throws(StorageError) {
        let path = "\(directory)/LOCK"
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .posix("open", path: path, errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK else { throw .posix("lock", path: path, errno: code) }
            throw .locked(path: directory, holder: try Self.holder(in: path))
        }
        // Only for people: without it the lock holds all the same.
        let line = Array("process \(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        // SAFETY: the buffer is alive and its own count is passed.
        _ = unsafe line.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private static func holder(in path: String) throws(StorageError) -> String {
        let text = String(decoding: try File.contents(of: path), as: UTF8.self)
        return text.split(separator: "\n").first.map(String.init) ?? "unknown"
    }

    deinit {
        // Unlocked by hand: a child process that is being started may hold a copy of the descriptor for a moment.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
