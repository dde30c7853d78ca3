/// A part of the system that gathers during a batch what it writes once per commit: the event log's record
/// batches, stock levels. Called on the writer's thread only.
package protocol CommitParticipant: Sendable {
    /// Writes what was gathered. An error fails the whole batch.
    func writeGathered(in transaction: borrowing WriteTransaction) throws(StorageError)

    /// The batch is on disk: publish, forget what was gathered.
    func batchCommitted(_ token: borrowing WriterToken)

    /// The batch is gone: forget what was gathered, and whatever was remembered because of it.
    func batchAborted(_ token: borrowing WriterToken)
}
