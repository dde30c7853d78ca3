import CLMDB
import Glibc

extension StorageError {
    /// Throws the error that an LMDB return code stands for; 0 passes.
    ///
    /// - Throws: `.mapFull`, `.full`, `.damagedFile` for LMDB's own findings, `.outcomeUnknown` for I/O errors.
    static func check(_ code: Int32, _ operation: StaticString) throws(StorageError) {
        if code == 0 { return }
        throw fromLMDB(code, operation)
    }

    /// The error of a commit that did not answer 0. What is not plainly a lack of room leaves the outcome unknown:
    /// a file system that went read-only has failed to write just as one that says EIO.
    static func ofCommit(_ code: Int32) -> StorageError {
        switch fromLMDB(code, "commit") {
        case .full: .full
        case .mapFull: .mapFull
        case .outcomeUnknown(let reason): .outcomeUnknown(reason: reason)
        case let other: .outcomeUnknown(reason: "\(other)")
        }
    }

    static func fromLMDB(_ code: Int32, _ operation: StaticString) -> StorageError {
        // SAFETY: mdb_strerror answers a pointer to a constant string.
        let reason = unsafe String(cString: mdb_strerror(code))
        switch code {
        case MDB_MAP_FULL, MDB_MAP_RESIZED: return .mapFull
        case ENOSPC, EDQUOT: return .full
        case EACCES, EPERM, EROFS: return .notPermitted(path: "\(operation)", reason: reason)
        case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_BAD_TXN, MDB_INVALID, MDB_VERSION_MISMATCH:
            return .damagedFile(path: "data.mdb", reason: "\(operation): \(reason)")
        case EIO, MDB_PANIC: return .outcomeUnknown(reason: "\(operation): \(reason)")
        default: return .system(operation: "\(operation)", code: code, reason: reason)
        }
    }
}
