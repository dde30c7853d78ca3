import CLMDB

extension Environment {
    /// Runs `body` in a write transaction of its own and commits it. Only while the store is being opened: as soon as it has a
    /// writer, writing is the writer's.
    package func write(
        _ body: (borrowing WriteTransaction) throws(StorageError) -> Void
    ) throws(StorageError) {
        try growIfNeeded()
        // SAFETY: the transaction is open until it is aborted or committed below, and `body` only borrows it.
        let transaction = unsafe try begin(flags: 0)
        do throws(StorageError) {
            try body(unsafe WriteTransaction(transaction, batch: CommitBatch()))
        } catch {
            // SAFETY: the transaction is open and is not used afterwards.
            unsafe mdb_txn_abort(transaction)
            throw error
        }
        // SAFETY: as above; committing ends it also when it fails.
        try StorageError.check(unsafe mdb_txn_commit(transaction), "commit")
    }
}
