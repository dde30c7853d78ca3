import CLMDB
import Glibc

/// What a finished copy is.
package struct CopyReport: Sendable, Equatable {
    /// The newest commit that the copy holds.
    package var transactionID: UInt64
    /// Size of the copied data file.
    package var bytes: Int
}

extension Environment {
    /// Copies the store, as of now, into a new data directory; the server may go on writing meanwhile.
    ///
    /// The copy goes through a descriptor of ours (mode 0600), is synced, renamed into place and read back by the
    /// start-up checks before this returns. `mdb_env_copy2` would make a world-readable file and never sync it.
    ///
    /// - Throws: `.foreign` when `target` exists and is not empty.
    package func hotCopy(to target: String) throws(StorageError) -> CopyReport {
        try copyStore(to: target, epoch: epoch)
    }

    private func copyStore(to target: String, epoch: UInt32) throws(StorageError) -> CopyReport {
        let copy = DataDirectory(target)
        try copy.requireRoomForCopy()
        var unfinished = format
        (unfinished.state, unfinished.epoch) = (.new, epoch)
        try unfinished.write(in: target)
        try File.makeDirectory(copy.storePath)
        try File.makeDirectory(copy.keysPath)
        try writePages(to: copy.dataFile + ".new")
        try File.rename(copy.dataFile + ".new", to: copy.dataFile)
        let transactionID = try MetaPages(reading: copy.dataFile).transactionID
        try HighWaterFile.create(in: target)
        var highWater = try HighWaterFile(in: target, flags: O_RDWR)
        try highWater.record(transactionID: transactionID)
        try copyKeys(to: copy)
        try copy.finish(unfinished)
        try copy.verify()
        return CopyReport(transactionID: transactionID, bytes: try File(opening: copy.dataFile, flags: O_RDONLY).size())
    }

    private func writePages(to path: String) throws(StorageError) {
        // The copy begins a transaction of its own; the place only keeps the map from moving.
        let (place, idle) = try readers.enter("copy", isLong: true)
        defer { readers.leave(place, wasLong: true) }
        // SAFETY: the idle transaction belongs to nobody else.
        if let idle { unsafe mdb_txn_abort(idle.pointer) }
        let file = try File(opening: path, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        // SAFETY: the environment is open and its map cannot move while the place in `readers` is taken.
        try StorageError.check(unsafe mdb_env_copyfd2(pointer, file.descriptor, 0), "copy")
        try file.sync()
    }

    private func copyKeys(to copy: DataDirectory) throws(StorageError) {
        for name in try directory.secretNames() {
            try copy.writeSecret(name, try File.contents(of: "\(directory.keysPath)/\(name)"))
        }
    }

    /// Makes a data directory out of a copy: the same content under a new epoch, so that no position of the old
    /// history counts in it.
    ///
    /// - Throws: `.foreign` when `target` is not empty; the start-up errors when `source` is not whole.
    package static func restore(
        from source: String,
        to target: String,
        drawEpoch: @escaping @Sendable () -> UInt32
    ) throws(StorageError) -> CopyReport {
        let environment = try Environment(inspecting: DataDirectory(source))
        defer { environment.close() }
        return try environment.copyStore(to: target, epoch: drawEpoch())
    }
}
