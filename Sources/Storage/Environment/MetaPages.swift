import Glibc

/// The two meta pages of an LMDB 0.9 data file, read raw before LMDB maps the file: a file that is shorter than
/// they say would end the process with SIGBUS later.
///
/// Layout from mdb.c of LMDB 0.9.24 (64-bit): the page header has 16 bytes, then magic, version, map address,
/// map size, two database records of 48 bytes each (the first begins with the page size), last page, transaction id.
struct MetaPages {
    /// The transaction that the newer page belongs to.
    let transactionID: UInt64
    /// The number of the last page in use.
    let lastPage: UInt64
    /// The map size the file was last opened with, in bytes.
    let mapBytes: UInt64

    private static let magic: UInt64 = 0xBEEF_C0DE
    private static let version: UInt64 = 1

    /// - Throws: `.missing`, `.foreign` when it is not LMDB's, `.damagedFile` when it is short or contradicts itself.
    init(reading path: String) throws(StorageError) {
        let file = try File(opening: path, flags: O_RDONLY)
        let bytes = try file.read(count: 2 * Limits.pageBytes, at: 0)
        // Asked for after the pages, so that a file that grows meanwhile never looks too short for them.
        let size = try file.size()
        guard size > 0 else { throw .damagedFile(path: path, reason: "the file is empty") }
        guard bytes.count == 2 * Limits.pageBytes else {
            throw .damagedFile(path: path, reason: "only \(size) bytes are left")
        }
        let first = try Self.parse(bytes[..<Limits.pageBytes], path: path)
        let second = try Self.parse(bytes[Limits.pageBytes...], path: path)
        let fresh = first.transactionID == 0 && second.transactionID == 0
        let newer = first.transactionID > second.transactionID ? first : second
        let older = first.transactionID > second.transactionID ? second : first
        // Transactions write the two pages in turn, even numbers the first one.
        let inTurn = newer.transactionID - older.transactionID == 1 && first.transactionID % 2 == 0
        guard fresh || inTurn else {
            throw .damagedFile(
                path: path,
                reason: "its meta pages say transactions \(first.transactionID) and \(second.transactionID)"
            )
        }
        guard newer.lastPage < UInt64(size / Limits.pageBytes) else {
            throw .damagedFile(path: path, reason: "it has \(size) bytes and its last page is number \(newer.lastPage)")
        }
        guard newer.mapBytes <= Limits.addressableBytes else {
            throw .damagedFile(path: path, reason: "it says that its map has \(newer.mapBytes) bytes")
        }
        (transactionID, lastPage, mapBytes) = (newer.transactionID, newer.lastPage, newer.mapBytes)
    }

    private struct Page {
        var mapBytes: UInt64
        var lastPage: UInt64
        var transactionID: UInt64
    }

    private static func parse(_ bytes: ArraySlice<UInt8>, path: String) throws(StorageError) -> Page {
        let magic = word(bytes, at: 16) & 0xFFFF_FFFF
        let version = word(bytes, at: 20) & 0xFFFF_FFFF
        let pageBytes = word(bytes, at: 40) & 0xFFFF_FFFF
        guard magic == Self.magic else { throw .foreign(path: path, reason: "it is not an LMDB data file") }
        guard version == Self.version else { throw .foreign(path: path, reason: "its LMDB format is \(version)") }
        guard pageBytes == Limits.pageBytes else {
            throw .foreign(path: path, reason: "its pages have \(pageBytes) bytes")
        }
        return Page(
            mapBytes: word(bytes, at: 32),
            lastPage: word(bytes, at: 136),
            transactionID: word(bytes, at: 144)
        )
    }

    private static func word(_ bytes: ArraySlice<UInt8>, at offset: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[bytes.startIndex + offset + $1]) << UInt64(8 * $1) }
    }
}
