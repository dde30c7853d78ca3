import Commerce
package import EventLog
package import Storage

/// Turns the reservation of a paid order into a stock movement: `order_payment_processed` → fulfilled, or refund and
/// failed when the reservation is gone.
package struct InventoryManager: StageWorker {
    package let group = GroupName("inventory-group")
    package let topics = ["order_payment_processed"]
    let stage: OrderStage
    let time: any TimeSource

    package func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
        let subject = try stage.subject(of: record, in: transaction)
        try stage.conclude(record, subject, in: transaction) { () throws(OrderRejection) in
            try FulfilOrder.decide(subject.row.order, payment: subject.payment, stock: subject.stock, now: time.now)
        }
    }
}
