import Glibc

/// `LEASE`: says that the directory may be being copied, and from which transaction on a copy is good.
///
/// Its holder keeps an exclusive `flock` on it, so that a stale file and a live one can be told apart; a copy of
/// the file is never locked. Content: `TPLEASE1`, the transaction id (8 bytes, little-endian), CRC-32C.
struct LeaseFile: ~Copyable {
    static let name = "LEASE"
    private static let magic = Array("TPLEASE1".utf8)

    private let file: File

    /// Takes the lease file for this process.
    ///
    /// - Throws: `.locked` when another lease is running.
    init(taking path: String) throws(StorageError) {
        while true {
            let file = try File(opening: path, flags: O_RDWR | O_CREAT | O_NOFOLLOW)
            guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw .locked(path: path, holder: "another lease")
            }
            // A lease that ended between the two calls has taken the name away from the file that is locked now.
            if try file.isStillNamed() {
                self.file = file
                return
            }
        }
    }

    /// Takes the name away; the lock goes with the descriptor.
    func remove() throws(StorageError) { try File.remove(file.path) }

    func record(transactionID: UInt64, in directory: String) throws(StorageError) {
        var writer = ByteWriter()
        writer.writeRaw(Self.magic)
        writer.write(transactionID)
        writer.write(Checksum.extend(0, over: writer.bytes))
        try file.write(writer.bytes, at: 0)
        try file.sync()
        try File.syncDirectory(directory)
    }

    /// Whether a process holds the lease of this file right now.
    static func isHeld(_ path: String) throws(StorageError) -> Bool {
        let file = try File(opening: path, flags: O_RDWR)
        return flock(file.descriptor, LOCK_EX | LOCK_NB) != 0
    }

    /// The transaction id, nil when the file is not whole: it is synced before the lease begins, so then none was
    /// ever granted and no copy is worse than its high-water mark says.
    static func read(_ path: String) throws(StorageError) -> UInt64? {
        let bytes = try File.contents(of: path)
        do throws(DecodingFailure) {
            var reader = ByteReader(bytes)
            let magic = try reader.readRaw(count: Self.magic.count)
            let transactionID: UInt64 = try reader.read()
            let sum: UInt32 = try reader.read()
            guard magic == Self.magic, sum == Checksum.extend(0, over: Array(bytes[..<16])) else {
                throw .invalid("sum")
            }
            return transactionID
        } catch {
            return nil
        }
    }
}
