import Commerce
package import EventLog
package import Storage

/// One worker of the pipeline: a consumer group and what it does with a record.
///
/// The runner owns reading, batching, retries, dead letters, offsets and metrics.
package protocol StageWorker: Sendable {
    /// The group whose offsets it moves; no two workers share one.
    var group: GroupName { get }
    /// The topics it reads, every partition of them.
    var topics: [String] { get }

    /// Handles a record in the transaction that also moves the group's offset.
    ///
    /// It decides first and writes only once nothing but the store can fail. A record that was handled before is
    /// recognised by the state and passed over.
    ///
    /// - Throws: what makes the record a candidate for another attempt; storage errors abort the whole batch.
    func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError)

    /// Handles a record once more that is a dead letter, because somebody said so; unless a worker knows better, as
    /// `handle` does.
    func redrive(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError)
}

extension StageWorker {
    /// Handles it as any other.
    package func redrive(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
        try handle(record, in: transaction)
    }
}

/// What the order workers share: the order of a record, its state, and a decision written with its cause.
package struct OrderStage: Sendable {
    let journal: OrderJournal

    /// The order that a record is about.
    ///
    /// - Throws: `.unhandled` when the key is no order id, `.orderNotFound`.
    func row(
        of record: LogRecord,
        in transaction: borrowing WriteTransaction
    ) throws(EngineError) -> OrderRow {
        try journal.row(try order(of: record), in: transaction)
    }

    /// The order that a record names.
    ///
    /// - Throws: `.unhandled` when the key is no order id.
    func order(of record: LogRecord) throws(EngineError) -> OrderID {
        guard let id = record.key.flatMap({ OrderID(utf8: $0) }) else { throw .unhandled("the key is not an order id") }
        return id
    }

    /// Lets a stage decide about an order and writes the decision with the record as its cause.
    ///
    /// A rejection that says "already done" or "the order is closed" means the record was handled before.
    func conclude(
        _ record: LogRecord,
        _ row: OrderRow,
        in transaction: borrowing WriteTransaction,
        _ decide: () throws(OrderRejection) -> Decision
    ) throws(EngineError) {
        let decision: Decision
        do throws(OrderRejection) {
            decision = try decide()
        } catch {
            if error.isSkippable { return }
            throw .rejected(error)
        }
        let cause = try Self.eventID(of: record)
        try stored { () throws(StorageError) in
            try journal.apply(decision, before: row, causedBy: cause, in: transaction)
        }
    }

    private static func eventID(of record: LogRecord) throws(EngineError) -> [UInt8]? {
        do throws(BatchError) {
            return try record.header("ce_id")
        } catch {
            throw .unhandled("the headers do not decode: \(error)")
        }
    }
}
