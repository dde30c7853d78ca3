import CLMDB

/// Which way a scan goes and where it begins.
package enum ScanStart: Sendable {
    /// From the first key on, upwards.
    case first
    /// From the last key on, downwards.
    case last
    /// From the first key that is at least this one, upwards.
    case atOrAfter([UInt8])
    /// From the last key that is below this one, downwards.
    case before([UInt8])
}

extension ScanStart {
    fileprivate var key: [UInt8]? {
        switch self {
        case .first, .last: nil
        case .atOrAfter(let key), .before(let key): key
        }
    }
}

/// What a scan's body wants next.
package enum ScanStep: Sendable {
    case next
    case stop
}

extension RawTable {
    /// Walks entries in key order (or against it) until `body` says stop or the table ends. Every value is verified.
    package func scan(
        _ start: ScanStart,
        in snapshot: borrowing some Snapshot & ~Copyable,
        _ body: (_ key: [UInt8], _ value: [UInt8]) throws(StorageError) -> ScanStep
    ) throws(StorageError) {
        var cursor: OpaquePointer?
        // SAFETY: the cursor is closed before the transaction ends; keys and values are copied out of the map.
        try StorageError.check(unsafe mdb_cursor_open(snapshot.reference.pointer, handle, &cursor), "open cursor")
        defer { unsafe mdb_cursor_close(cursor) }
        var key = unsafe MDB_val()
        var value = unsafe MDB_val()
        let (first, step) = try unsafe position(cursor, start, &key, &value)
        var code = first
        while code == 0 {
            let keyBytes = unsafe [UInt8](UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size))
            let stored = unsafe UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
            guard case .next = try body(keyBytes, unsafe verified(keyBytes, stored)) else { return }
            code = unsafe mdb_cursor_get(cursor, &key, &value, step)
        }
        if code != MDB_NOTFOUND { try StorageError.check(code, "scan") }
    }

    /// The first or last entry of the table.
    package func edge(
        _ start: ScanStart,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(StorageError) -> (key: [UInt8], value: [UInt8])? {
        var found: (key: [UInt8], value: [UInt8])?
        try scan(start, in: snapshot) { key, value in
            found = (key, value)
            return .stop
        }
        return found
    }

    // SAFETY: the caller hands over an open cursor and must not use what `key` and `value` point to once it is closed.
    @unsafe private func position(
        _ cursor: OpaquePointer?,
        _ start: ScanStart,
        _ key: inout MDB_val,
        _ value: inout MDB_val
    ) throws(StorageError) -> (code: Int32, step: MDB_cursor_op) {
        // SAFETY: the wanted key's memory lives during the call that reads it.
        if let wanted = start.key { requireValid(wanted) }
        switch start {
        case .first: return (unsafe mdb_cursor_get(cursor, &key, &value, MDB_FIRST), MDB_NEXT)
        case .last: return (unsafe mdb_cursor_get(cursor, &key, &value, MDB_LAST), MDB_PREV)
        case .atOrAfter(let wanted): return (unsafe seek(cursor, wanted, &key, &value), MDB_NEXT)
        case .before(let wanted):
            let code = unsafe seek(cursor, wanted, &key, &value)
            if code == MDB_NOTFOUND { return (unsafe mdb_cursor_get(cursor, &key, &value, MDB_LAST), MDB_PREV) }
            try StorageError.check(code, "seek")
            return (unsafe mdb_cursor_get(cursor, &key, &value, MDB_PREV), MDB_PREV)
        }
    }

    // SAFETY: as for `position`.
    @unsafe private func seek(
        _ cursor: OpaquePointer?,
        _ wanted: [UInt8],
        _ key: inout MDB_val,
        _ value: inout MDB_val
    ) -> Int32 {
        // SAFETY: LMDB reads the wanted key before it points `key` into the map.
        unsafe wanted.withUnsafeBytes { buffer in
            unsafe key = MDB_val(mv_size: buffer.count, mv_data: UnsafeMutableRawPointer(mutating: buffer.baseAddress))
            return unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE)
        }
    }
}
