import Commerce
package import EventLog
package import Storage

/// Turns the reservation of a paid order into a stock movement: `order_payment_processed` → fulfilled, or refund and
/// failed when the reservation is gone.
package struct InventoryManager: StageWorker {
    /// The group whose offsets it moves.
    package let group = GroupName("inventory-group")
    /// The topics it reads, every partition of them.
    package let topics = ["order_payment_processed"]
    let stage: OrderStage
    let time: any TimeSource

    package func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
        let row = try stage.row(of: record, in: transaction)
        let (payment, stock) = try stored { () throws(StorageError) in
            (
                try stage.journal.payment(of: row.order, in: transaction),
                try stage.journal.stock(of: row.order.items, in: transaction)
            )
        }
        try stage.conclude(record, row, in: transaction) { () throws(OrderRejection) in
            try FulfilOrder.decide(row.order, payment: payment, stock: stock, now: time.now)
        }
    }
}
