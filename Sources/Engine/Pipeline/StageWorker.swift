import Commerce
package import EventLog
package import Storage

/// One worker of the pipeline: a consumer group and what it does with a record.
///
/// The runner owns reading, batching, retries, dead letters, offsets and metrics.
package protocol StageWorker: Sendable {
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
}

/// What the order workers share: the order of a record, its state, and a decision written with its cause.
package struct OrderStage: Sendable {
    let journal: OrderJournal

    /// What a stage decides on.
    struct Subject {
        var row: OrderRow
        var payment: Payment?
        var stock: [StockLevel]
    }

    /// Lets a stage decide about the order of a record and writes the decision.
    ///
    /// A rejection that says "already done" or "the order is closed" means the record was handled before.
    func advance(
        _ record: LogRecord, in transaction: borrowing WriteTransaction,
        _ decide: (Subject) throws(EngineError) -> Decision
    ) throws(EngineError) {
        guard let id = record.key.flatMap({ OrderID(utf8: $0) }) else { throw .unhandled("the key is not an order id") }
        let row = try journal.row(id, in: transaction)
        let (payment, stock) = try stored { () throws(StorageError) in
            (
                try journal.payment(of: row.order, in: transaction),
                try journal.stock(of: row.order.items, in: transaction)
            )
        }
        let decision: Decision
        do throws(EngineError) {
            decision = try decide(Subject(row: row, payment: payment, stock: stock))
        } catch .rejected(let rejection) where rejection.isSkippable {
            return
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
