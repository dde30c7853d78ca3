import Glibc

/// The data directory: what is in it, whether it may be opened, and how it comes to be.
///
/// `FORMAT`, `LOCK`, `HWM`, `LEASE` (only while somebody copies the directory), `store/` (the truth), `keys/`.
package struct DataDirectory: Sendable {
    /// The directory as it was given; the directory itself may not be there yet.
    package let path: String

    package init(_ path: String) { self.path = path }

    /// Where LMDB's files are.
    package var storePath: String { "\(path)/store" }
    /// Where secrets are, one per file; copies of the store take them along.
    package var keysPath: String { "\(path)/keys" }
    var dataFile: String { "\(storePath)/data.mdb" }
    var leasePath: String { "\(path)/\(LeaseFile.name)" }

    /// What may lie in a directory that still counts as empty.
    private static let harmless: Set<String> = [
        "LOCK", "\(FormatFile.name).new", ".gitkeep", ".gitignore", "README.md", "catalogue.csv", "tradepost.env",
        "templates",
        "keys", "lost+found",
    ]

    /// Checks the directory, or makes it when it is empty, under the lock; LMDB has not seen it yet.
    ///
    /// - Parameter drawEpoch: makes the epoch of a new or restored directory.
    /// - Throws: every start-up error of `StorageError`.
    func prepare(drawEpoch: () -> UInt32) throws(StorageError) -> Prepared {
        guard let format = try format() else {
            try requireEmpty()
            return try create(epoch: drawEpoch())
        }
        guard format.state == .ready else {
            try removeUnfinished()
            return try create(epoch: drawEpoch())
        }
        let transactionID = try verify()
        guard File.exists(leasePath), try !LeaseFile.isHeld(leasePath) else {
            return Prepared(format: format, isNew: false)
        }
        return Prepared(format: try endLease(drawEpoch: drawEpoch, transactionID: transactionID), isNew: false)
    }

    /// What `prepare` found or made.
    struct Prepared {
        var format: FormatFile
        var isNew: Bool
    }

    /// Checks a directory that has a finished store, without changing anything; answers its newest transaction.
    ///
    /// - Throws: `.missing`, `.foreign`, `.damagedFile`, `.rolledBack`.
    @discardableResult
    package func verify() throws(StorageError) -> UInt64 {
        let format = try FormatFile.read(in: path)
        guard format.state == .ready else { throw .missing(path: path) }
        guard File.exists(dataFile) else { throw .missing(path: dataFile) }
        // In this order, so that a server that goes on writing cannot make the high-water mark look ahead.
        let highWater = try HighWaterFile(in: path, flags: O_RDONLY).transactionID
        let meta = try MetaPages(reading: dataFile)
        let expected = try leasedTransaction().map { min($0, highWater) } ?? highWater
        guard meta.transactionID >= expected else { throw .rolledBack(found: meta.transactionID, expected: expected) }
        return meta.transactionID
    }

    /// As `verify`, for a directory whose server may commit between two looks at it: only damage that is found
    /// again and again is damage.
    func verifyBesideServer() throws(StorageError) {
        for _ in 1..<Self.looks {
            do throws(StorageError) {
                try verify()
                return
            } catch {
                guard case .damagedFile = error else { throw error }
            }
        }
        try verify()
    }

    /// How often a directory that is in use is looked at before it counts as damaged.
    private static let looks = 5

    /// The `FORMAT` file's content, nil when the directory has none.
    package func format() throws(StorageError) -> FormatFile? {
        guard File.exists("\(path)/\(FormatFile.name)") else { return nil }
        return try FormatFile.read(in: path)
    }

    /// Marks a finished creation or restore: from now on a missing store is an error.
    func finish(_ format: FormatFile) throws(StorageError) {
        var ready = format
        ready.state = .ready
        try File.syncDirectory(storePath)
        try ready.write(in: path)
    }

    /// Refuses a directory that belongs to something else, before anything is put into it.
    func refuseForeign() throws(StorageError) {
        if try format() == nil { try requireEmpty() }
    }

    /// Makes the directory ready for a copy.
    ///
    /// - Throws: `.foreign` when it has more in it than a copy that was not finished.
    func requireRoomForCopy() throws(StorageError) {
        try File.makeDirectory(path)
        if try format()?.state == .new { return try removeUnfinished() }
        guard try File.names(in: path).isEmpty else {
            throw .foreign(path: path, reason: "a copy needs an empty directory")
        }
    }

    private func create(epoch: UInt32) throws(StorageError) -> Prepared {
        try File.syncDirectory("\(path)/..")
        let format = FormatFile(epoch: epoch, state: .new)
        try format.write(in: path)
        try HighWaterFile.create(in: path)
        try File.makeDirectory(storePath)
        try File.makeDirectory(keysPath)
        try File.syncDirectory(path)
        return Prepared(format: format, isNew: true)
    }

    private func requireEmpty() throws(StorageError) {
        let unknown = try File.names(in: path).filter { !Self.harmless.contains($0) }
        if let name = unknown.first {
            throw .foreign(path: path, reason: "it has no \(FormatFile.name) file and is not empty (\(name))")
        }
    }

    private func removeUnfinished() throws(StorageError) {
        guard File.exists(storePath) else { return }
        for name in try File.names(in: storePath) { try File.remove("\(storePath)/\(name)") }
    }

    // MARK: Lease

    /// The oldest transaction that a copy made under the lease may have; nil when there is no lease file.
    private func leasedTransaction() throws(StorageError) -> UInt64? {
        guard File.exists(leasePath) else { return nil }
        return try LeaseFile.read(leasePath)
    }

    /// A lease file in a directory nobody runs on means: this is a copy taken under it, or the process that held
    /// it died. Either way the history may go on in two places, so positions of the old epoch must not count here.
    private func endLease(drawEpoch: () -> UInt32, transactionID: UInt64) throws(StorageError) -> FormatFile {
        var highWater = try HighWaterFile(in: path, flags: O_RDWR)
        try highWater.record(transactionID: transactionID)
        let format = FormatFile(epoch: drawEpoch(), state: .ready)
        try format.write(in: path)
        try File.remove(leasePath)
        try File.syncDirectory(path)
        return format
    }
}
