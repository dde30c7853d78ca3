import Commerce
package import EventLog
package import Storage

/// Takes the money, in two steps with the gateway between them: `order_validated` → processing and
/// `payment_requested` on disk; `payment_requested` → asked, then paid or failed.
///
/// The simulated gateway is asked here, because it only decides. One outside is never asked within a transaction: a
/// `GatewayCaller` reads `payment_requested` for the same group then. Either way a payment is recorded before it is
/// asked for, and a crash between the two asks again with the same id.
package struct PaymentProcessor: StageWorker {
    /// The group whose offsets it moves.
    package let group = GroupName("payment-processor-group")
    /// The topics it reads, every partition of them.
    package var topics: [String] { asksItself ? ["order_validated", "payment_requested"] : ["order_validated"] }
    let stage: OrderStage
    /// Whether it asks the simulated gateway.
    let asksItself: Bool
    let policy: OrderPolicy
    let time: any TimeSource
    let entropy: Entropy

    package func handle(_ record: LogRecord, in transaction: borrowing WriteTransaction) throws(EngineError) {
        let row = try stage.row(of: record, in: transaction)
        let payment = try stored { () throws(StorageError) in
            try stage.journal.payment(of: row.order, in: transaction)
        }
        let now = time.now
        guard let payment else {
            return try stage.conclude(record, row, in: transaction) { () throws(OrderRejection) in
                try RequestPayment.decide(
                    row.order,
                    id: entropy.identifier(at: now),
                    policy: policy,
                    now: now
                )
            }
        }
        // A settled payment means that this record, or a later one, was handled before.
        guard asksItself, payment.status == .requested else { return }
        let answer = SimulatedGateway.decide(payment: payment.id, amount: payment.amount, card: payment.card)
        let stock = try stored { () throws(StorageError) in
            try stage.journal.stock(for: answer, row.order, in: transaction)
        }
        try stage.conclude(record, row, in: transaction) { () throws(OrderRejection) in
            try RecordPayment.decide(
                row.order,
                payment: payment,
                answer: answer,
                stock: stock,
                now: now
            )
        }
    }
}
