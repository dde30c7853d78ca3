import CLMDB

extension Environment {
    /// Checks the structure of the whole data file, page by page; the store may be written to meanwhile.
    ///
    /// Together with `RawTable.verifyAll` of every table this finds every damage that can change an answer.
    package func verifyStructure(_ findings: inout Findings) {
        var found = findings
        do throws(StorageError) {
            // A snapshot's meta page is overwritten two commits later: the walk begins when it was read in time.
            var hasWalked = false
            for _ in 0..<Self.attempts where !hasWalked {
                hasWalked = try read("structure") { snapshot throws(StorageError) in
                    try walk(snapshot.transactionID, &found)
                }
            }
            if !hasWalked { found.add("no meta page belongs to the newest transaction") }
        } catch {
            found.add("\(error)")
        }
        findings = found
    }

    private static let attempts = 1_000

    private func walk(_ transactionID: UInt64, _ findings: inout Findings) throws(StorageError) -> Bool {
        let meta = try page(transactionID % 2)
        let (lastPage, writer) = (Self.word(meta, at: 136), Self.word(meta, at: 144))
        guard writer == transactionID, lastPage < Limits.addressableBytes else { return false }
        var walk = PageWalk(findings: findings, pages: lastPage + 1, read: page)
        try walk.walk(meta: meta)
        findings = walk.findings
        return true
    }

    /// Reads a page through LMDB's own descriptor: past its map, so that a short file is an error and not a SIGBUS,
    /// and without opening the file a second time, which would drop LMDB's locks.
    private func page(_ number: UInt64) throws(StorageError) -> [UInt8] {
        var descriptor: Int32 = -1
        // SAFETY: the environment is open; the descriptor stays LMDB's.
        try StorageError.check(unsafe mdb_env_get_fd(pointer, &descriptor), "get descriptor")
        let (count, path) = (Limits.pageBytes, directory.dataFile)
        let bytes = try File.read(descriptor, count: count, at: Int(number) * count, path: path)
        guard bytes.count == count else { throw .damagedFile(path: path, reason: "page \(number) is missing") }
        return bytes
    }

    private static func word(_ bytes: [UInt8], at offset: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    }
}
