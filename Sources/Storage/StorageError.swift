import Glibc

/// Everything that can go wrong between the store's callers and the disk.
///
/// Two audiences: `exitCode` and the case for programs, `description` (one line with the remedy) for people.
package enum StorageError: Error, Sendable, Equatable {
    /// There is no store where one was expected; an empty one is only ever made in an empty directory.
    case missing(path: String)
    /// The directory or a file in it cannot be used with the rights of this process.
    case notPermitted(path: String, reason: String)
    /// Another process holds the data directory; `holder` is what it wrote into the lock file.
    case locked(path: String, holder: String)
    /// The file is not an LMDB data file of this machine's layout, or the directory is not ours.
    case foreign(path: String, reason: String)
    /// The data directory was written by a version with another on-disk format.
    case formatVersion(found: Int, supported: Int)
    /// The file is shorter than its own meta pages say, empty, or its meta pages contradict each other.
    case damagedFile(path: String, reason: String)
    /// The store is older than the last state this directory is known to have had.
    case rolledBack(found: UInt64, expected: UInt64)
    /// A stored value failed its checksum or does not decode.
    case corrupt(table: String, key: String, reason: String)
    /// There is no room on the file system; nothing of the batch was applied and writing may be tried again.
    case full
    /// The outcome of the batch is not known: the disk refused a write or a sync. The process must end.
    case outcomeUnknown(reason: String)
    /// The writer's queue is full.
    case busy
    /// The store is closing or has failed; nothing was applied.
    case closed
    /// The call was cancelled before its unit began; nothing was applied.
    case cancelled
    /// The operating system or LMDB refused something that has no better name here.
    case system(operation: String, code: Int32, reason: String)
    /// The memory map is too small; only seen inside the store, which grows the map and tries again.
    case mapFull

    /// The process exit status for a start that failed with this error; the table is in docs/operations.md.
    package var exitCode: Int32 {
        switch self {
        case .damagedFile, .corrupt: 65
        case .missing: 66
        case .rolledBack: 67
        case .foreign: 68
        case .formatVersion: 69
        case .locked: 73
        case .outcomeUnknown, .full, .system, .mapFull: 74
        case .busy, .closed, .cancelled: 75
        case .notPermitted: 77
        }
    }
}

extension StorageError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let path):
            "no store at \(path): restore a backup there, or start with an empty directory"
        case .notPermitted(let path, let reason):
            "cannot use \(path): \(reason)"
        case .locked(let path, let holder):
            "\(path) is in use by another process (\(holder)): stop it first"
        case .foreign(let path, let reason):
            "\(path) is not a Tradepost store: \(reason)"
        case .formatVersion(let found, let supported):
            "the data has format \(found) and this program reads format \(supported): use the matching version"
        case .damagedFile(let path, let reason):
            "\(path) is damaged (\(reason)): restore it from a backup"
        case .rolledBack(let found, let expected):
            "the store is at transaction \(found) but this directory has already seen \(expected): "
                + "an old file was put back; use `tradepost restore` for a backup"
        case .corrupt(let table, let key, let reason):
            "damaged data in table \(table) at key \(key): \(reason)"
        case .full: "the file system is full: make room, writing resumes by itself"
        case .outcomeUnknown(let reason): "the disk refused a write, its outcome is unknown: \(reason)"
        case .busy: "the writer's queue is full"
        case .closed: "the store is closed"
        case .cancelled: "cancelled before it began"
        case .system(let operation, let code, let reason): "\(operation) failed with \(code): \(reason)"
        case .mapFull: "the memory map is full"
        }
    }

    /// The error for the `errno` that a call on `path` left behind.
    static func posix(_ operation: String, path: String, errno code: Int32) -> StorageError {
        switch code {
        case EACCES, EPERM, EROFS: .notPermitted(path: path, reason: message(of: code))
        case ENOSPC, EDQUOT: .full
        case ENOENT: .missing(path: path)
        case ENOTDIR: .foreign(path: path, reason: message(of: code))
        default: .system(operation: "\(operation) \(path)", code: code, reason: message(of: code))
        }
    }

    /// The operating system's sentence for an `errno`.
    static func message(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        // SAFETY: strerror_r fills at most the given count and may answer a pointer to a constant string instead.
        return unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return "error \(code)" }
            unsafe strerror_r(code, base, buffer.count)
            return unsafe String(cString: base)
        }
    }
}
