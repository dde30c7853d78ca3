import CLMDB

/// Whether a table's keys are order-preserving bytes or native 64-bit numbers (half the bytes for a dense log).
package enum KeyKind: Sendable {
    case bytes
    case number
}

/// A named database of byte keys and byte values, each value followed by four bytes of CRC-32C over the table's
/// name, the key and the value. A value that fails its sum is never answered.
package struct RawTable: Sendable {
    /// The table's name in LMDB; it enters every checksum, so it can never change.
    package let name: String
    let kind: KeyKind
    let handle: MDB_dbi
    private let seed: UInt32

    /// Bytes of the checksum behind every value.
    static let checksumBytes = 4

    init(name: String, kind: KeyKind, handle: MDB_dbi) {
        self.name = name
        self.kind = kind
        self.handle = handle
        seed = Checksum.seed(table: name)
    }

    /// Traps on a key that LMDB cannot hold, or would read past the end of.
    func requireValid(_ key: [UInt8]) {
        switch kind {
        case .bytes: precondition(!key.isEmpty && key.count <= Limits.keyBytes, "a key has 1 to 511 bytes")
        case .number: precondition(key.count == 8, "a number is a key of 8 bytes")
        }
    }

    // MARK: Reading

    /// The value under `key`, nil when there is none.
    ///
    /// - Throws: `.corrupt` when the value fails its checksum.
    package func get(_ key: [UInt8], in snapshot: borrowing some Snapshot & ~Copyable) throws(StorageError) -> [UInt8]?
    {
        requireValid(key)
        // SAFETY: the transaction is open for as long as the snapshot is borrowed; an MDB_val of zeros points nowhere.
        let transaction = unsafe snapshot.reference.pointer
        var found = unsafe MDB_val()
        // SAFETY: key memory lives during the call; `found` points into the map and is copied before returning.
        let code = unsafe key.withUnsafeBytes { buffer in
            var wanted = unsafe MDB_val(
                mv_size: buffer.count,
                mv_data: UnsafeMutableRawPointer(mutating: buffer.baseAddress)
            )
            return unsafe mdb_get(transaction, handle, &wanted, &found)
        }
        if code == MDB_NOTFOUND { return nil }
        try StorageError.check(code, "get")
        return try unsafe verified(key, UnsafeRawBufferPointer(start: found.mv_data, count: found.mv_size))
    }

    /// Whether there is a value under `key`; it is verified all the same.
    package func contains(_ key: [UInt8], in snapshot: borrowing some Snapshot & ~Copyable) throws(StorageError) -> Bool
    {
        try get(key, in: snapshot) != nil
    }

    /// How many entries the table has, as LMDB counts them.
    package func count(in snapshot: borrowing some Snapshot & ~Copyable) throws(StorageError) -> Int {
        try statistics(in: snapshot).ms_entries
    }

    /// Pages of the table's tree: branch, leaf and overflow, 4 KiB each.
    package func pages(in snapshot: borrowing some Snapshot & ~Copyable) throws(StorageError) -> Int {
        let statistics = try statistics(in: snapshot)
        return statistics.ms_branch_pages + statistics.ms_leaf_pages + statistics.ms_overflow_pages
    }

    private func statistics(in snapshot: borrowing some Snapshot & ~Copyable) throws(StorageError) -> MDB_stat {
        var statistics = MDB_stat()
        // SAFETY: the transaction is alive for the call; mdb_stat fills the struct.
        try StorageError.check(unsafe mdb_stat(snapshot.reference.pointer, handle, &statistics), "stat")
        return statistics
    }

    /// The value without its checksum, once that holds.
    // SAFETY: the caller vouches that `stored` is valid during the call; the bytes are copied.
    @unsafe func verified(_ key: [UInt8], _ stored: UnsafeRawBufferPointer) throws(StorageError) -> [UInt8] {
        let count = stored.count - Self.checksumBytes
        guard count >= 0, stored.count <= Limits.valueBytes else { throw corrupt(key, "size \(stored.count)") }
        // SAFETY: LMDB vouches for `stored` until the transaction ends; both parts lie inside it.
        let body = unsafe UnsafeRawBufferPointer(rebasing: stored[..<count])
        let expected = unsafe stored.loadUnaligned(fromByteOffset: count, as: UInt32.self)
        guard unsafe UInt32(littleEndian: expected) == sum(key, body) else { throw corrupt(key, "checksum mismatch") }
        return unsafe [UInt8](body)
    }

    // SAFETY: the caller vouches that `value` is valid during the call.
    @unsafe private func sum(_ key: [UInt8], _ value: UnsafeRawBufferPointer) -> UInt32 {
        unsafe Checksum.extend(Checksum.extend(seed, over: key), over: value)
    }

    /// The error that says that the entry under `key` is damaged, and why.
    package func corrupt(_ key: [UInt8], _ reason: String) -> StorageError {
        .corrupt(table: name, key: hexadecimal(key), reason: reason)
    }

    // MARK: Writing

    /// Writes a value of at most `Limits.valueBytes` under a key, in place of what was there.
    package func put(_ key: [UInt8], _ value: [UInt8], in transaction: borrowing WriteTransaction) throws(StorageError)
    {
        try store(key, value, flags: 0, in: transaction)
    }

    /// Writes a key that sorts behind all others: cheaper, and an error when it does not.
    package func append(
        _ key: [UInt8],
        _ value: [UInt8],
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        try store(key, value, flags: UInt32(MDB_APPEND), in: transaction)
    }

    /// Deletes a key; answers whether it was there.
    @discardableResult
    package func delete(_ key: [UInt8], in transaction: borrowing WriteTransaction) throws(StorageError) -> Bool {
        requireValid(key)
        transaction.markWritten()
        transaction.batch.atWritePoint?(.delete(table: name))
        // SAFETY: key memory lives during the call.
        let code = unsafe key.withUnsafeBytes { buffer in
            var wanted = unsafe MDB_val(
                mv_size: buffer.count,
                mv_data: UnsafeMutableRawPointer(mutating: buffer.baseAddress)
            )
            return unsafe mdb_del(transaction.reference.pointer, handle, &wanted, nil)
        }
        if code == MDB_NOTFOUND { return false }
        try transaction.check(code, "delete")
        return true
    }

    private func store(
        _ key: [UInt8],
        _ value: [UInt8],
        flags: UInt32,
        in transaction: borrowing WriteTransaction
    ) throws(StorageError) {
        requireValid(key)
        precondition(value.count + Self.checksumBytes <= Limits.valueBytes, "a value has at most 64 MiB")
        transaction.markWritten()
        transaction.batch.atWritePoint?(.put(table: name))
        // SAFETY: the transaction is open for as long as it is borrowed.
        let pointer = unsafe transaction.reference.pointer
        // SAFETY: key and value live during the calls. MDB_RESERVE answers `mv_size` writable bytes in a dirty page,
        // valid until the next write; exactly that many are filled here.
        let code = unsafe key.withUnsafeBytes { keyBytes in
            unsafe value.withUnsafeBytes { valueBytes in
                var wanted = unsafe MDB_val(
                    mv_size: keyBytes.count,
                    mv_data: UnsafeMutableRawPointer(mutating: keyBytes.baseAddress)
                )
                var room = unsafe MDB_val(mv_size: valueBytes.count + Self.checksumBytes, mv_data: nil)
                let code = unsafe mdb_put(pointer, handle, &wanted, &room, flags | UInt32(MDB_RESERVE))
                guard code == 0, let target = unsafe room.mv_data else { return code }
                if let source = valueBytes.baseAddress {
                    unsafe target.copyMemory(from: source, byteCount: valueBytes.count)
                }
                let sum = unsafe sum(key, valueBytes).littleEndian
                unsafe target.storeBytes(of: sum, toByteOffset: valueBytes.count, as: UInt32.self)
                return code
            }
        }
        if code == MDB_KEYEXIST { throw corrupt(key, "an appended key does not sort last") }
        try transaction.check(code, "put")
    }
}

/// Bytes as lower-case hexadecimal digits, for messages.
func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
