import CLMDB
import Glibc

/// While a lease is held, a plain copy of the live data directory (`cp -r`, rsync, tar) is good.
///
/// LMDB never uses pages again that were freed since the oldest reader began, so whichever meta page was copied
/// first still finds all of its pages. The file grows meanwhile: hold a lease only as long as the copy takes.
package struct Lease: ~Copyable {
    private let environment: Environment
    private let pin: Int
    private let file: LeaseFile
    /// Bytes of the data file when the lease began.
    private let bytesAtStart: Int

    /// Takes the directory's lease, in this process or beside a running server.
    ///
    /// - Throws: `.locked` when another lease is running; the start-up errors.
    package init(of environment: Environment) throws(StorageError) {
        let file = try LeaseFile(taking: environment.directory.leasePath)
        do throws(StorageError) {
            pin = try Self.begin(in: environment, file)
        } catch {
            try file.remove()
            throw error
        }
        self.environment = environment
        self.file = file
        bytesAtStart = environment.usage.usedBytes
    }

    private static func begin(in environment: Environment, _ file: borrowing LeaseFile) throws(StorageError) -> Int {
        // SAFETY: the transaction is this function's alone until it is pinned or aborted below.
        let pointer = unsafe try environment.begin(flags: UInt32(MDB_RDONLY))
        do throws(StorageError) {
            // SAFETY: the transaction was just begun; from pinning on, the environment ends it.
            try file.record(transactionID: UInt64(unsafe mdb_txn_id(pointer)), in: environment.directory.path)
            return try environment.readers.pin(unsafe TransactionReference(pointer: pointer))
        } catch {
            unsafe mdb_txn_abort(pointer)
            throw error
        }
    }

    /// How much the data file has grown since the lease began, in bytes.
    package var growthBytes: Int { environment.usage.usedBytes - bytesAtStart }

    deinit {
        environment.readers.unpin(pin) { transaction in
            // SAFETY: the transaction has not been ended; it never read a page, so a map that moved does not matter.
            unsafe mdb_txn_abort(transaction.pointer)
        }
        // SAFETY: the path is NUL-terminated by the bridge for the call.
        _ = unsafe unlink(environment.directory.leasePath)
    }
}
