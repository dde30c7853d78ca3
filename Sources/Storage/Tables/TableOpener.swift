import CLMDB

/// Opens tables, once, when a store is opened or a topic is made.
///
/// A table that is missing although the store already has the schema that brought it is damage, not an invitation
/// to make an empty one.
@safe package struct TableOpener: ~Copyable, Snapshot {
    // SAFETY: only made inside the module, around a transaction that outlives it.
    /// The transaction that all tables are opened in.
    package let reference: TransactionReference
    /// Whether nothing may be made or written, because the store is only inspected.
    package let isReadOnly: Bool
    /// The schema the store was written with; 0 for a new store.
    package let storedSchema: UInt64

    init(_ transaction: OpaquePointer, isReadOnly: Bool, storedSchema: UInt64) {
        // SAFETY: the caller hands over an open transaction and ends it only after this value.
        unsafe reference = TransactionReference(pointer: transaction)
        self.isReadOnly = isReadOnly
        self.storedSchema = storedSchema
    }

    /// Opens a typed table that came with schema `since`.
    package func table<Key: KeyPart, Value: StoredValue>(
        _ name: String,
        _ key: Key.Type = Key.self,
        _ value: Value.Type = Value.self,
        since: UInt64 = 1
    ) throws(StorageError) -> Table<Key, Value> {
        try Table(raw(name, since: since))
    }

    /// Opens a raw table that came with schema `since`.
    package func raw(_ name: String, kind: KeyKind = .bytes, since: UInt64 = 1) throws(StorageError) -> RawTable {
        try raw(name, kind: kind, mayCreate: storedSchema < since)
    }

    /// Opens a raw table, making it only when `mayCreate`.
    package func raw(_ name: String, kind: KeyKind, mayCreate: Bool) throws(StorageError) -> RawTable {
        // SAFETY: the opener's transaction is open for as long as the opener is lent.
        try unsafe Self.open(name, kind: kind, mayCreate: mayCreate && !isReadOnly, in: reference.pointer)
    }

    /// Writes the first rows of a table that was just made; they are on disk when the store is open.
    package func write(
        _ body: (borrowing WriteTransaction) throws(StorageError) -> Void
    ) throws(StorageError) {
        precondition(!isReadOnly, "an inspected store is not written")
        // SAFETY: the opener's transaction is a write transaction and outlives the closure.
        try body(unsafe WriteTransaction(reference.pointer, batch: CommitBatch()))
    }

    static func open(
        _ name: String,
        kind: KeyKind,
        mayCreate: Bool,
        in transaction: OpaquePointer
    ) throws(StorageError) -> RawTable {
        var handle = MDB_dbi()
        let flags = UInt32(kind == .number ? MDB_INTEGERKEY : 0) | UInt32(mayCreate ? MDB_CREATE : 0)
        // SAFETY: the transaction is alive and no other one opens a table at the same time.
        let code = unsafe mdb_dbi_open(transaction, name, flags, &handle)
        if code == MDB_NOTFOUND { throw .damagedFile(path: "data.mdb", reason: "table \(name) is missing") }
        try StorageError.check(code, "open table")
        var stored: UInt32 = 0
        // SAFETY: the handle was just opened in this transaction.
        try StorageError.check(unsafe mdb_dbi_flags(transaction, handle, &stored), "look at table")
        guard stored == flags & ~UInt32(MDB_CREATE) else {
            throw .damagedFile(path: "data.mdb", reason: "table \(name) has the flags \(stored)")
        }
        return RawTable(name: name, kind: kind, handle: handle)
    }
}

extension WriteTransaction {
    /// Makes a table on the writer's thread, for a topic that is created while the server runs.
    package func createTable(_ name: String, kind: KeyKind) throws(StorageError) -> RawTable {
        markWritten()
        // SAFETY: this is the only write transaction, on the only thread that opens tables now.
        return try unsafe TableOpener.open(name, kind: kind, mayCreate: true, in: reference.pointer)
    }
}

extension Environment {
    /// The schema this program writes; tables name the schema that brought them.
    package static let schema: UInt64 = 4
    private static let metaTable = "meta"

    /// Opens all tables in one transaction. A new store is marked ready when that is on disk.
    ///
    /// - Throws: `.damagedFile` when a table is missing, `.foreign` when LMDB's file is not one of ours.
    package func openTables<Tables>(
        _ body: (borrowing TableOpener) throws(StorageError) -> Tables
    ) throws(StorageError) -> Tables {
        // SAFETY: the transaction is open until it is aborted or committed below, and `body` only borrows the opener.
        let transaction = unsafe try begin(flags: isReadOnly ? UInt32(MDB_RDONLY) : 0)
        let tables: Tables
        do throws(StorageError) {
            let stored = try unsafe storedSchema(in: transaction)
            tables = try body(unsafe TableOpener(transaction, isReadOnly: isReadOnly, storedSchema: stored))
            if !isReadOnly, stored < Self.schema { try unsafe storeSchema(in: transaction) }
        } catch {
            // SAFETY: the transaction is open and is not used afterwards.
            unsafe mdb_txn_abort(transaction)
            throw error
        }
        // SAFETY: the transaction is open; committing (also a read-only one) makes the handles permanent.
        try StorageError.check(unsafe mdb_txn_commit(transaction), "commit tables")
        if isNew { try directory.finish(format) }
        return tables
    }

    private func storedSchema(in transaction: OpaquePointer) throws(StorageError) -> UInt64 {
        let mayCreate = isNew && !isReadOnly
        // SAFETY: the caller's transaction is open, and what is made around it here ends with the call.
        let meta = try unsafe TableOpener.open(Self.metaTable, kind: .bytes, mayCreate: mayCreate, in: transaction)
        let value = try Table<String, UInt64>(meta).get("schema", in: unsafe ReadTransaction(transaction))
        if value == nil, !isNew { throw .foreign(path: directory.dataFile, reason: "it has no schema entry") }
        guard value ?? 0 <= Self.schema else {
            throw .formatVersion(found: Int(value ?? 0), supported: Int(Self.schema))
        }
        return value ?? 0
    }

    private func storeSchema(in transaction: OpaquePointer) throws(StorageError) {
        // SAFETY: the caller's transaction is open for writing, and what is made around it here ends with the call.
        let meta = try unsafe TableOpener.open(Self.metaTable, kind: .bytes, mayCreate: false, in: transaction)
        let write = unsafe WriteTransaction(transaction, batch: CommitBatch())
        try Table<String, UInt64>(meta).put("schema", Self.schema, in: write)
    }
}
