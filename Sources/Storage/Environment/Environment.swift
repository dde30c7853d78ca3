import CLMDB
import Glibc
import Synchronization

/// The store: one LMDB environment in one data directory, opened once per process.
///
/// Invariants: `MDB_NOTLS` and full durability always; the directory lock is held while the store can be
/// written; every named database is opened once, at start or on the writer's thread.
@safe package final class Environment: @unchecked Sendable {
    // SAFETY: LMDB's environment handle may be used from many threads; `mdb_env_set_mapsize` and
    // `mdb_env_close` run only while `readers` is empty and no write transaction is open.
    let pointer: OpaquePointer
    let readers = ReaderPool()
    /// Where the store lies.
    package let directory: DataDirectory
    /// The directory's epoch: positions of another one mean nothing here.
    package let epoch: UInt32
    /// Whether this start made the store.
    package let isNew: Bool
    let format: FormatFile
    let isReadOnly: Bool
    private let lock: Mutex<DirectoryLock?>

    /// How a store is opened.
    package struct Options: Sendable {
        /// Address space for the data file at first, in bytes; tests begin small to see it grow.
        package var mapBytes = Limits.mapBytes
        /// Free bytes on the file system below which writing stops.
        package var reservedBytes = Limits.reservedBytes
        /// Makes the epoch of a new directory, and of one that was copied under a lease.
        package var drawEpoch: @Sendable () -> UInt32
        /// Called on the writer's thread at each point of a batch, for tests that end the process there.
        package var atWritePoint: (@Sendable (WritePoint) -> Void)?

        package init(drawEpoch: @escaping @Sendable () -> UInt32) { self.drawEpoch = drawEpoch }
    }

    let options: Options

    /// Opens the store for writing, making it when the directory is empty.
    ///
    /// - Throws: every start-up error of `StorageError`; nothing is changed then.
    package init(opening directory: DataDirectory, options: Options) throws(StorageError) {
        umask(0o077)
        try File.makeDirectory(directory.path)
        try directory.refuseForeign()
        let lock = try DirectoryLock(directory: directory.path)
        let prepared = try directory.prepare(drawEpoch: options.drawEpoch)
        let mapBytes = prepared.isNew ? 0 : Int(try MetaPages(reading: directory.dataFile).mapBytes)
        // SAFETY: `open` answers an environment that is open; it is closed in `close` only.
        unsafe pointer = try Self.open(directory, mapBytes: max(mapBytes, options.mapBytes), flags: 0)
        self.directory = directory
        self.lock = Mutex(lock)
        self.options = options
        epoch = prepared.format.epoch
        format = prepared.format
        isNew = prepared.isNew
        isReadOnly = false
    }

    /// Opens a finished store for reading only, beside a server that may be running on it.
    ///
    /// - Throws: every start-up error of `StorageError` but `.locked`.
    package init(inspecting directory: DataDirectory) throws(StorageError) {
        guard File.exists("\(directory.path)/\(FormatFile.name)") else { throw .missing(path: directory.path) }
        try directory.verifyBesideServer()
        format = try FormatFile.read(in: directory.path)
        // SAFETY: `open` answers an environment that is open; it is closed in `close` only.
        unsafe pointer = try Self.open(directory, mapBytes: 0, flags: UInt32(MDB_RDONLY))
        self.directory = directory
        options = Options { 0 }
        lock = Mutex(nil)
        epoch = format.epoch
        isNew = false
        isReadOnly = true
    }

    private static func open(
        _ directory: DataDirectory,
        mapBytes: Int,
        flags: UInt32
    ) throws(StorageError) -> OpaquePointer {
        var made: OpaquePointer?
        // SAFETY: the handle is used only after mdb_env_create succeeded, and closed when a later step fails.
        try StorageError.check(unsafe mdb_env_create(&made), "create environment")
        guard let environment = unsafe made else { throw .system(operation: "create environment", code: 0, reason: "") }
        do throws(StorageError) {
            try StorageError.check(unsafe mdb_env_set_maxdbs(environment, Limits.tables), "set tables")
            try StorageError.check(unsafe mdb_env_set_maxreaders(environment, Limits.readers), "set readers")
            try StorageError.check(unsafe mdb_env_set_mapsize(environment, mapBytes), "set map size")
            let code = unsafe mdb_env_open(environment, directory.storePath, UInt32(MDB_NOTLS) | flags, 0o600)
            try StorageError.check(code, "open environment")
            var descriptor: Int32 = -1
            try StorageError.check(unsafe mdb_env_get_fd(environment, &descriptor), "get descriptor")
            // LMDB 0.9.24 opens its data file without close-on-exec.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            var stale: Int32 = 0
            try StorageError.check(unsafe mdb_reader_check(environment, &stale), "check readers")
            return unsafe environment
        } catch {
            unsafe mdb_env_close(environment)
            throw error
        }
    }

    /// Waits for running readers, ends leases, closes the store and gives the directory free. The writer must have
    /// stopped before. Doing it again does nothing.
    package func close() {
        guard let transactions = readers.close() else { return }
        for transaction in transactions {
            // SAFETY: idle and pinned transactions belong to the pool alone, which is closed.
            unsafe mdb_txn_abort(transaction.pointer)
        }
        // SAFETY: no transaction is open any more and none can begin.
        unsafe mdb_env_close(pointer)
        lock.withLock { $0 = nil }
    }

    // MARK: Reading

    /// Runs `body` on one consistent snapshot. Never read inside of a read: take both from one snapshot. (A map that
    /// has to grow waits for the outer reader and would let the inner one wait for it.)
    ///
    /// - Parameter label: who reads; shown when the reader stays too long.
    package func read<Result, Failure: StorageFailure>(
        _ label: StaticString,
        _ body: (borrowing ReadTransaction) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (place, reference): (Int, TransactionReference)
        do throws(StorageError) {
            (place, reference) = try beginReading(label)
        } catch {
            throw Failure(error)
        }
        defer { endReading(place, reference) }
        // SAFETY: the transaction is open, and `body` cannot keep what it borrows past `endReading`.
        return try body(unsafe ReadTransaction(reference.pointer))
    }

    /// The reader that has been running longest, and since when.
    package var oldestReader: (label: String, since: ContinuousClock.Instant)? {
        readers.oldest.map { ($0.label, $0.since) }
    }

    private func beginReading(_ label: StaticString) throws(StorageError) -> (Int, TransactionReference) {
        let (place, reusable) = try readers.enter(label)
        do throws(StorageError) {
            // SAFETY: a reusable transaction was reset and belongs to nobody else.
            if let reusable, unsafe mdb_txn_renew(reusable.pointer) == 0 { return (place, reusable) }
            if let reusable { unsafe mdb_txn_abort(reusable.pointer) }
            return (place, unsafe TransactionReference(pointer: try begin(flags: UInt32(MDB_RDONLY))))
        } catch {
            readers.leave(place)
            throw error
        }
    }

    private func endReading(_ place: Int, _ reference: TransactionReference) {
        // SAFETY: the transaction was begun by beginReading; after reset it only serves mdb_txn_renew. One that is
        // not kept is ended before its place is free, so never while the map moves or the store closes.
        unsafe mdb_txn_reset(reference.pointer)
        if readers.keep(reference, from: place) { return }
        unsafe mdb_txn_abort(reference.pointer)
        readers.leave(place)
    }

    /// Begins an LMDB transaction. A map that another process grew is taken over first.
    func begin(flags: UInt32) throws(StorageError) -> OpaquePointer {
        var transaction: OpaquePointer?
        // SAFETY: LMDB fills the pointer on success only.
        var code = unsafe mdb_txn_begin(pointer, nil, flags, &transaction)
        if code == MDB_MAP_RESIZED, isReadOnly {
            // SAFETY: this process inspects with one reader at a time, so none is open here.
            try StorageError.check(unsafe mdb_env_set_mapsize(pointer, 0), "take over map size")
            code = unsafe mdb_txn_begin(pointer, nil, flags, &transaction)
        }
        try StorageError.check(code, "begin")
        guard let begun = unsafe transaction else {
            throw .system(operation: "begin", code: code, reason: "no transaction")
        }
        return unsafe begun
    }

    // MARK: Size

    /// Size figures of the data file.
    package struct Usage: Sendable, Equatable {
        /// Address space reserved, in bytes.
        package var mapBytes: Int
        /// Bytes up to the last page that was ever used.
        package var usedBytes: Int
        /// The newest commit.
        package var transactionID: UInt64
    }

    /// The size figures of this moment; no transaction is needed for them.
    package var usage: Usage {
        // SAFETY: all bytes zero is a valid struct of numbers and a pointer that is never followed.
        var info = unsafe MDB_envinfo()
        // SAFETY: mdb_env_info only reads the environment and fills the struct.
        unsafe mdb_env_info(pointer, &info)
        return unsafe Usage(
            mapBytes: info.me_mapsize,
            usedBytes: (info.me_last_pgno + 1) * Limits.pageBytes,
            transactionID: UInt64(info.me_last_txnid)
        )
    }

    /// Doubles the map when too little of it is left; puts it off while readers run that do not end soon.
    /// Writer's thread only, between transactions.
    func growIfNeeded() throws(StorageError) {
        let usage = usage
        guard usage.mapBytes - usage.usedBytes < usage.mapBytes / Limits.mapFreeShare else { return }
        if readers.hasLongReader { return }
        _ = try grow(from: usage.mapBytes, patienceMillis: Limits.growthPatienceMillis)
    }

    /// Doubles the map in any case, however long readers take. Writer's thread only, between transactions.
    func grow() throws(StorageError) {
        _ = try grow(from: usage.mapBytes, patienceMillis: nil)
    }

    private func grow(from mapBytes: Int, patienceMillis: Int?) throws(StorageError) -> Bool {
        try readers.whileEmpty(patienceMillis: patienceMillis) { idle throws(StorageError) in
            // SAFETY: no reader runs and the writer is between transactions; idle ones are ended first.
            for transaction in idle { unsafe mdb_txn_abort(transaction.pointer) }
            try StorageError.check(unsafe mdb_env_set_mapsize(pointer, mapBytes * 2), "grow map")
        }
    }
}
