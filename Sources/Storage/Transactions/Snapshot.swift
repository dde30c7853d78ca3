import CLMDB

/// An LMDB transaction as the tables see it. Nobody outside this module can look inside or make one.
@safe package struct TransactionReference {
    // SAFETY: only made by the transaction types, which are non-copyable and end before the pointer dies.
    let pointer: OpaquePointer
}

/// One consistent state of the store: a read transaction, or the one write transaction.
///
/// Both are non-copyable and only lent to a synchronous closure, so that `await` inside, escape and use after
/// the end do not compile.
package protocol Snapshot: ~Copyable {
    /// LMDB's transaction, for this module's tables alone.
    var reference: TransactionReference { get }
}

/// A read-only snapshot. Short: copy out what is needed, at most about 1,000 rows, then open another.
package struct ReadTransaction: ~Copyable, Snapshot {
    /// The transaction that the tables read from.
    package let reference: TransactionReference
    /// The id of the last commit that this snapshot sees.
    package let transactionID: UInt64

    init(_ pointer: OpaquePointer) {
        // SAFETY: the caller hands over an open transaction and ends it only after this value.
        unsafe reference = TransactionReference(pointer: pointer)
        // SAFETY: the transaction was begun by the caller and is alive.
        transactionID = UInt64(unsafe mdb_txn_id(pointer))
    }
}

/// Shows that the code runs on the writer's thread; it cannot be made anywhere else.
package struct WriterToken: ~Copyable {
    init() {}
}

/// The one write transaction, lent to one unit after another; they become durable together or not at all.
package struct WriteTransaction: ~Copyable, Snapshot {
    /// The transaction that the tables read from and write to.
    package let reference: TransactionReference
    /// The id that the commit will have.
    package let transactionID: UInt64
    /// Opens every `WriterState` for the time of the unit.
    package let token = WriterToken()
    let batch: CommitBatch

    init(_ pointer: OpaquePointer, batch: CommitBatch) {
        // SAFETY: the caller hands over an open transaction and ends it only after this value.
        unsafe reference = TransactionReference(pointer: pointer)
        // SAFETY: the transaction was begun by the caller and is alive.
        transactionID = UInt64(unsafe mdb_txn_id(pointer))
        self.batch = batch
    }

    /// Marks that the running unit has written. Tables do it by themselves; a participant that buffers what it
    /// will write before the commit has to say so, or a failing unit's share would stay.
    package func markWritten() { batch.unitHasWritten = true }

    /// As `StorageError.check`, for calls that write: LMDB takes no further write in this transaction after one
    /// failed, so the batch has to go even if the unit swallows the error.
    func check(_ code: Int32, _ operation: StaticString) throws(StorageError) {
        if code == 0 { return }
        let error = StorageError.fromLMDB(code, operation)
        if batch.writeFailure == nil { batch.writeFailure = error }
        throw error
    }

    /// Whether a unit of the pipeline has used its share of the batch's time and should leave the rest for the next.
    package var isTimeUp: Bool { batch.deadline.map { ContinuousClock.now > $0 } ?? false }

    /// Runs `body` after the commit, on the writer's thread, before the units' callers go on. It must be short,
    /// must not block, and is forgotten when the unit fails.
    package func afterCommit(_ body: @escaping @Sendable () -> Void) { batch.afterCommit.append(body) }
}

/// What belongs to one batch of units besides the transaction. Only the writer's thread touches it.
final class CommitBatch {
    /// Whether the unit that runs now has written.
    var unitHasWritten = false
    /// Whether any unit has.
    var hasWritten = false
    /// The first write that LMDB refused; nothing can be committed then.
    var writeFailure: StorageError?
    var afterCommit: [@Sendable () -> Void] = []
    /// See `Environment.Options.atWritePoint`.
    let atWritePoint: (@Sendable (WritePoint) -> Void)?
    /// When the running background unit should come to its end; nil for requests.
    var deadline: ContinuousClock.Instant?

    init(atWritePoint: (@Sendable (WritePoint) -> Void)? = nil) { self.atWritePoint = atWritePoint }
}

/// State that only the writer's thread may touch: a `WriteTransaction` or `WriterToken` is the key to it.
package final class WriterState<Value>: @unchecked Sendable {
    // SAFETY: every access needs a token, tokens exist on one thread only, and they cannot be kept.
    private var value: Value

    /// State that nobody else holds a reference to.
    package init(_ value: sending Value) { self.value = value }

    /// Lends the state to `body`. Must not be nested: the state is lent to one at a time.
    package func with<Result, Failure: Error>(
        _ token: borrowing WriterToken,
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(&value)
    }
}
